import { kernelCentre, type ScaleFactor } from "../mlmc/alignment.ts";
import { gaussianKernel } from "../mlmc/gaussian_kernel.ts";
import { type Kernel, normalised } from "../mlmc/kernel.ts";
import type { KernelPrior } from "../mlmc/kernel_prior.ts";
import { lineMotionKernel, randomMotionKernel } from "../mlmc/motion_kernel.ts";
import type { Random } from "../mlmc/random.ts";
import { analyticKernel } from "./analytic_kernel.ts";
import { centredKernel } from "../mlmc/centred_kernel.ts";

/**
 * Draws a random kernel for test data. Gaussians have both variances in 0.175s
 * .. min(2.5s, 10) and any angle, narrower than those that the method tries;
 * lines have any angle.
 *
 * @param random Where the numbers come from.
 * @param prior The family.
 * @param scale The scale factor.
 * @param noise By how much of itself each weight may be off, 0 to 1.
 * @returns The kernel, in the convention `benchmark`.
 */
export function drawDataKernel(
  random: Random,
  prior: KernelPrior,
  scale: ScaleFactor,
  noise: number,
): Kernel {
  const kernel = cleanKernel(random, prior, scale);
  if (noise === 0) return kernel;
  const { size, data } = kernel;
  const weights = Float64Array.from(
    data,
    (weight) => weight * (1 + random.uniform(-noise, noise)),
  );
  // A line of pixels would get ripples from being moved.
  return prior === "gaussian"
    ? centredKernel({ size, data: weights }, kernelCentre(scale, "benchmark"))
    : normalised(size, weights);
}

/**
 * Draws a random kernel for ×4 as KernelGAN's test data have them: from a
 * Gaussian one for ×2.
 *
 * @param random Where the numbers come from.
 * @param noise By how much of itself each weight for ×2 may be off, 0 to 1.
 * @returns The kernel, 21×21, in the convention `benchmark`.
 */
export function drawKernelGanKernel(random: Random, noise: number): Kernel {
  const kernel = analyticKernel(drawDataKernel(random, "gaussian", 2, noise));
  return centredKernel(kernel, (kernel.size - 4) / 2);
}

function cleanKernel(
  random: Random,
  prior: KernelPrior,
  scale: ScaleFactor,
): Kernel {
  switch (prior) {
    case "gaussian": {
      const [least, most] = [0.175 * scale, Math.min(2.5 * scale, 10)];
      const gaussian = {
        lambda1: random.uniform(least, most),
        lambda2: random.uniform(least, most),
        theta: random.uniform(0, Math.PI),
      };
      return gaussianKernel(gaussian, scale, "benchmark");
    }
    case "motion":
      return lineMotionKernel(random.uniform(0, 360), scale, "benchmark");
    case "random-motion":
      return randomMotionKernel(random, scale, "benchmark");
  }
}
