import {
  type Alignment,
  kernelCentre,
  kernelSize,
  type ScaleFactor,
} from "./alignment.ts";
import { centredKernel } from "./centred_kernel.ts";
import { type Kernel, kernelMoments, normalised } from "./kernel.ts";

/** An anisotropic Gaussian: the covariance is R diag(λ₁, λ₂) Rᵀ. */
export interface Gaussian {
  /** Variance along the first axis, in square pixels. */
  lambda1: number;
  /** Variance along the second axis. */
  lambda2: number;
  /** Angle of the first axis from the columns axis, in radians. */
  theta: number;
}

/**
 * Draws an anisotropic Gaussian kernel with its centre of mass where the
 * convention says.
 *
 * @param gaussian Variances and angle.
 * @param scale The scale factor.
 * @param alignment The convention.
 * @returns The kernel.
 */
export function gaussianKernel(
  gaussian: Gaussian,
  scale: ScaleFactor,
  alignment: Alignment,
): Kernel {
  const centre = kernelCentre(scale, alignment);
  return alignment === "benchmark"
    ? movedGaussian(gaussian, scale, centre)
    : centredGaussian(gaussian, kernelSize(scale), centre);
}

/** The Gaussian whose truncated window has its centre of mass at `centre`. */
function centredGaussian(
  gaussian: Gaussian,
  size: number,
  centre: number,
): Kernel {
  let [row, column] = [centre, centre];
  let kernel = normalised(size, density(gaussian, size, row, column));
  // The window cuts the tails off unevenly; the mean is moved until that is made up for.
  for (let i = 0; i < 8; i++) {
    const moments = kernelMoments(kernel);
    row += centre - moments.row;
    column += centre - moments.column;
    kernel = normalised(size, density(gaussian, size, row, column));
  }
  return kernel;
}

/**
 * The way of the reference's data: drawn about n//2 + (s - 1)/2, cut off by
 * the window, then moved by a cubic spline.
 */
function movedGaussian(
  gaussian: Gaussian,
  scale: ScaleFactor,
  centre: number,
): Kernel {
  const size = kernelSize(scale);
  const mean = (size >> 1) + (scale - 1) / 2;
  const drawn = density(gaussian, size, mean, mean);
  return centredKernel({ size, data: drawn }, centre);
}

function density(
  { lambda1, lambda2, theta }: Gaussian,
  size: number,
  row: number,
  column: number,
): Float64Array {
  const [cos, sin] = [Math.cos(theta), Math.sin(theta)];
  return Float64Array.from({ length: size * size }, (_, i) => {
    const y = Math.floor(i / size) - row;
    const x = (i % size) - column;
    const along = cos * x + sin * y;
    const across = cos * y - sin * x;
    return Math.exp(-(along ** 2 / lambda1 + across ** 2 / lambda2) / 2);
  });
}
