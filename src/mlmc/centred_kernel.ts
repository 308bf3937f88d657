import { type Kernel, kernelMoments, normalised } from "./kernel.ts";
import { splineShift } from "./spline_shift.ts";

/**
 * Moves a kernel by cubic-spline interpolation, as the literature's test data
 * are made.
 *
 * @param kernel The kernel; its weights need not sum to 1.
 * @param centre Where its centre of mass is to be, on both axes, in pixels.
 * @returns The kernel, summing to 1; some weights may be a little below 0.
 */
export function centredKernel(
  { size, data }: { size: number; data: Float32Array | Float64Array },
  centre: number,
): Kernel {
  const { row, column } = kernelMoments({ size, data });
  const drawn = Float64Array.from(data);
  const moved = splineShift(drawn, size, centre - row, centre - column);
  return normalised(size, moved);
}
