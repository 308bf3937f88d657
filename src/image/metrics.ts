import type { Kernel } from "../mlmc/kernel.ts";
import type { Raster } from "./raster.ts";

/** Brightness of a picture, 16..235, without its border. */
interface Luma {
  width: number;
  height: number;
  data: Float64Array;
}

const WINDOW = 11;
const WINDOW_SIGMA = 1.5;
const C1 = (0.01 * 255) ** 2;
const C2 = (0.03 * 255) ** 2;

/**
 * Peak signal-to-noise ratio of the brightness (Y of BT.601, 16..235, peak
 * 255), as papers on super-resolution state it.
 *
 * @param a A picture.
 * @param b A picture of the same size.
 * @param border Pixels left out on each side; by convention the scale factor.
 * @returns Decibels; Infinity if equal.
 * @throws {RangeError} If the sizes differ or the border leaves nothing.
 */
export function psnr(a: Raster, b: Raster, border: number): number {
  const [p, q] = lumas(a, b, border);
  return decibels(p.data, q.data, 255);
}

/**
 * Structural similarity of the brightness, with an 11×11 Gaussian window (σ
 * 1.5) that stays within the picture.
 *
 * @param a A picture.
 * @param b A picture of the same size.
 * @param border Pixels left out on each side; by convention the scale factor.
 * @returns At most 1; NaN if the window does not fit.
 * @throws {RangeError} If the sizes differ or the border leaves nothing.
 */
export function ssim(a: Raster, b: Raster, border: number): number {
  const [p, q] = lumas(a, b, border);
  const means = (f: (p: number, q: number) => number) =>
    windowed({ ...p, data: p.data.map((value, i) => f(value, q.data[i])) });
  const [mp, mq] = [means((p) => p), means((_, q) => q)];
  const [pp, qq] = [means((p) => p * p), means((_, q) => q * q)];
  const pq = means((p, q) => p * q);
  let sum = 0;
  for (let i = 0; i < mp.length; i++) {
    const product = mp[i] * mq[i];
    const squares = mp[i] ** 2 + mq[i] ** 2;
    sum += (2 * product + C1) * (2 * (pq[i] - product) + C2) /
      ((squares + C1) * (pp[i] + qq[i] - squares + C2));
  }
  return sum / mp.length;
}

/**
 * Peak signal-to-noise ratio of a kernel with 1 as the peak.
 *
 * @param a A kernel.
 * @param b A kernel of the same size.
 * @returns Decibels; Infinity if equal.
 * @throws {RangeError} If the sizes differ.
 */
export function kernelPsnr(a: Kernel, b: Kernel): number {
  if (a.size !== b.size) throw new RangeError("The kernels differ in size");
  return decibels(a.data, b.data, 1);
}

function decibels(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  peak: number,
): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;
  return 10 * Math.log10(peak ** 2 / (sum / a.length));
}

function lumas(a: Raster, b: Raster, border: number): [Luma, Luma] {
  if (a.width !== b.width || a.height !== b.height) {
    throw new RangeError(
      `The pictures differ in size: ${a.width}×${a.height}, ${b.width}×${b.height}`,
    );
  }
  if (Math.min(a.width, a.height) <= 2 * border) {
    throw new RangeError(`A border of ${border} pixels leaves nothing`);
  }
  return [luma(a, border), luma(b, border)];
}

function luma(raster: Raster, border: number): Luma {
  const width = raster.width - 2 * border;
  const height = raster.height - 2 * border;
  const data = new Float64Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = 3 * ((y + border) * raster.width + x + border);
      const [r, g, b] = raster.data.subarray(at, at + 3);
      data[y * width + x] = 16 + 65.481 * r + 128.553 * g + 24.966 * b;
    }
  }
  return { width, height, data };
}

/** Gaussian means at every place where the window fits. */
function windowed({ width, height, data }: Luma): Float64Array {
  const weights = gaussianWindow();
  const [w, h] = [width - WINDOW + 1, height - WINDOW + 1];
  if (w < 1 || h < 1) return new Float64Array();
  const rows = new Float64Array(w * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < w; x++) {
      let sum = 0;
      for (let k = 0; k < WINDOW; k++) {
        sum += weights[k] * data[y * width + x + k];
      }
      rows[y * w + x] = sum;
    }
  }
  const result = new Float64Array(w * h);
  for (let i = 0; i < result.length; i++) {
    for (let k = 0; k < WINDOW; k++) result[i] += weights[k] * rows[i + k * w];
  }
  return result;
}

function gaussianWindow(): number[] {
  const weights = Array.from(
    { length: WINDOW },
    (_, i) => Math.exp(-((i - (WINDOW >> 1)) ** 2) / (2 * WINDOW_SIGMA ** 2)),
  );
  const sum = weights.reduce((a, b) => a + b);
  return weights.map((weight) => weight / sum);
}
