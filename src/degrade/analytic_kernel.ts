import { type Kernel, normalised } from "../mlmc/kernel.ts";

/**
 * KernelGAN's kernel for ×4: what blurring and sampling by 2 does if it is
 * done twice.
 *
 * @param kernel The kernel for ×2, n×n.
 * @returns The kernel for ×4: the middle of the whole, without n//2 pixels on
 * each side. Its centre of mass is where that of `kernel` brings it.
 */
export function analyticKernel({ size: n, data }: Kernel): Kernel {
  const cut = n >> 1;
  const size = 3 * n - 2 - 2 * cut;
  const twice = new Float64Array(size * size);
  data.forEach((outer, i) => {
    // Between the samples of the second blur lie two pixels.
    const top = 2 * Math.floor(i / n) - cut;
    const left = 2 * (i % n) - cut;
    data.forEach((inner, j) => {
      const row = top + Math.floor(j / n);
      const column = left + j % n;
      if (row < 0 || column < 0 || row >= size || column >= size) return;
      twice[row * size + column] += outer * inner;
    });
  });
  return normalised(size, twice);
}
