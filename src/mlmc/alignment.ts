import type { Sampling } from "../engine/ops/mod.ts";

/** How many times larger the result is. */
export type ScaleFactor = 2 | 3 | 4 | 8;

/**
 * Where the pixels of the low-resolution picture lie. `aligned`: pixel i at
 * s·i + (s - 1)/2, as in every resizer, so that the result lies over a bicubic
 * enlargement; outside, the picture is mirrored. `benchmark`: at s·i, the
 * kernel off-centre and the picture wrapped around, as the reference
 * implementation makes its test data.
 */
export type Alignment = "aligned" | "benchmark";

/**
 * The side of the kernel's window.
 *
 * @param scale The scale factor.
 * @returns min(4s + 3, 21) pixels, always odd.
 */
export function kernelSize(scale: ScaleFactor): number {
  return Math.min(4 * scale + 3, 21);
}

/**
 * How the blurred picture is sampled.
 *
 * @param scale The scale factor.
 * @param alignment The convention.
 * @returns The scale, the phase and the boundary of the degradation.
 */
export function sampling(scale: ScaleFactor, alignment: Alignment): Sampling {
  return alignment === "aligned"
    ? { scale, phase: Math.floor((scale - 1) / 2), boundary: "reflect" }
    : { scale, phase: 0, boundary: "circular" };
}

/**
 * Where the kernel's centre of mass belongs, in both axes.
 *
 * @param scale The scale factor.
 * @param alignment The convention.
 * @returns The position in pixels of the kernel's window.
 */
export function kernelCentre(
  scale: ScaleFactor,
  alignment: Alignment,
): number {
  const n = kernelSize(scale);
  if (alignment === "benchmark") return (n - scale) / 2;
  return (n >> 1) + (scale - 1) / 2 - sampling(scale, alignment).phase;
}
