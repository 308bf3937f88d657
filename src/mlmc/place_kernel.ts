import {
  type Alignment,
  kernelCentre,
  kernelSize,
  type ScaleFactor,
} from "./alignment.ts";
import { type Kernel, kernelMoments, normalised } from "./kernel.ts";
import { splineShift } from "./spline_shift.ts";

/** A kernel whose centre is off by less, in pixels, is left where it is. */
const NEAR_ENOUGH = 0.02;

/**
 * Makes a given kernel's window odd and its sum 1 and, for a photo, puts it
 * where the convention has its centre of mass, so that the picture solved with
 * it lies where it should. The kernel of test data is left where it is: its
 * place is a part of what was done to the data.
 *
 * @param kernel The kernel.
 * @param scale The scale factor.
 * @param alignment The convention.
 * @returns The kernel; its window is larger where it had to move far.
 */
export function placeKernel(
  kernel: Kernel,
  scale: ScaleFactor,
  alignment: Alignment,
): Kernel {
  const odd = kernel.size % 2 === 1 ? kernel : framed(kernel, 0, 1);
  if (alignment === "benchmark") return normalised(odd.size, odd.data);
  const offset = kernelCentre(scale, alignment) - (kernelSize(scale) >> 1);
  const [rows, columns] = shifts(odd, offset);
  const far = Math.max(Math.abs(rows), Math.abs(columns));
  if (far < NEAR_ENOUGH) return normalised(odd.size, odd.data);
  const margin = Math.ceil(far);
  const { size, data } = framed(odd, margin, margin);
  const moved = splineShift(Float64Array.from(data), size, rows, columns);
  return normalised(size, moved.map((weight) => Math.max(weight, 0)));
}

/** How far down and to the right the centre of mass has to go. */
function shifts(kernel: Kernel, offset: number): [number, number] {
  const { row, column } = kernelMoments(kernel);
  const centre = (kernel.size >> 1) + offset;
  return [centre - row, centre - column];
}

/** The kernel with zeros around it. */
function framed({ size, data }: Kernel, before: number, after: number): Kernel {
  const side = before + size + after;
  const wide = new Float32Array(side * side);
  for (let row = 0; row < size; row++) {
    wide.set(
      data.subarray(row * size, (row + 1) * size),
      (row + before) * side + before,
    );
  }
  return { size: side, data: wide };
}
