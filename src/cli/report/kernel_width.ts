import { type Kernel, kernelMoments } from "../../mlmc/kernel.ts";

/** Full width at half maximum of a Gaussian of standard deviation 1. */
const FWHM = 2 * Math.sqrt(2 * Math.LN2);

/** Widths of a kernel in pixels. */
export interface KernelWidth {
  /** That of a round kernel of the same mean variance. */
  mean: number;
  /** Along the longest axis. */
  major: number;
  /** Along the shortest axis. */
  minor: number;
}

/**
 * Full width at half maximum of the Gaussian that spreads as a kernel does.
 *
 * @param kernel The kernel.
 * @returns Its widths.
 */
export function kernelWidth(kernel: Kernel): KernelWidth {
  const { major, minor } = kernelMoments(kernel);
  return {
    mean: FWHM * Math.hypot(major, minor) / Math.SQRT2,
    major: FWHM * major,
    minor: FWHM * minor,
  };
}
