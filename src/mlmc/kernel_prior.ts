import type { Alignment, ScaleFactor } from "./alignment.ts";
import { gaussianKernel } from "./gaussian_kernel.ts";
import type { Kernel } from "./kernel.ts";
import { lineMotionKernel, randomMotionKernel } from "./motion_kernel.ts";
import type { Random } from "./random.ts";

/** The family that random kernels are drawn from. */
export type KernelPrior = "gaussian" | "motion" | "random-motion";

/**
 * Draws a random kernel: the "organised randomness" of the method (paper,
 * section III-C). Gaussians have both variances in 0.175s + 3 + (s - 4) ..
 * min(2.5s, 10) + 10 + (s - 4) and any angle; lines have any angle.
 *
 * @param random Where the numbers come from.
 * @param prior The family.
 * @param scale The scale factor.
 * @param alignment The convention, which says where the centre of mass is.
 * @returns The kernel.
 */
export function drawKernel(
  random: Random,
  prior: KernelPrior,
  scale: ScaleFactor,
  alignment: Alignment,
): Kernel {
  switch (prior) {
    case "gaussian": {
      const [least, most] = varianceRange(scale);
      const gaussian = {
        lambda1: random.uniform(least, most),
        lambda2: random.uniform(least, most),
        theta: random.uniform(0, Math.PI),
      };
      return gaussianKernel(gaussian, scale, alignment);
    }
    case "motion":
      return lineMotionKernel(random.uniform(0, 360), scale, alignment);
    case "random-motion":
      return randomMotionKernel(random, scale, alignment);
  }
}

/**
 * The kernel in the middle of the Gaussian prior, for a picture that tells
 * nothing of its blur.
 *
 * @param scale The scale factor.
 * @param alignment The convention.
 * @returns The kernel.
 */
export function middleKernel(
  scale: ScaleFactor,
  alignment: Alignment,
): Kernel {
  const [least, most] = varianceRange(scale);
  const lambda = (least + most) / 2;
  const gaussian = { lambda1: lambda, lambda2: lambda, theta: 0 };
  return gaussianKernel(gaussian, scale, alignment);
}

/**
 * A variance to start from: the middle of those that blurs of test data have,
 * 0.175s .. min(2.5s, 10). The random kernels are wider on purpose.
 *
 * @param scale The scale factor.
 * @returns The variance, in square pixels.
 */
export function likelyVariance(scale: ScaleFactor): number {
  return (0.175 * scale + Math.min(2.5 * scale, 10)) / 2;
}

function varianceRange(scale: ScaleFactor): [number, number] {
  return [
    0.175 * scale + 3 + (scale - 4),
    Math.min(2.5 * scale, 10) + 10 + (scale - 4),
  ];
}
