/** A blur kernel: `size`×`size` weights, row by row, that sum to 1. */
export interface Kernel {
  /** Side of the window in pixels. */
  size: number;
  /** `size * size` weights, row by row. */
  data: Float32Array;
}

/** Where a kernel's weight lies, and how far it spreads. */
export interface KernelMoments {
  /** Row of the centre of mass. */
  row: number;
  /** Column of the centre of mass. */
  column: number;
  /** Standard deviation along the longest axis, in pixels. */
  major: number;
  /** Standard deviation along the shortest axis, in pixels. */
  minor: number;
  /** Of the longest axis from the x axis, counter-clockwise as one looks at the kernel; degrees from 0 up to 180. */
  angle: number;
}

/**
 * The moments of a kernel.
 *
 * @param kernel The kernel; its weights need not sum to 1.
 * @returns Its centre of mass and its spread along its principal axes.
 */
export function kernelMoments(
  { size, data }: { size: number; data: Float32Array | Float64Array },
): KernelMoments {
  const mean = (f: (row: number, column: number) => number) => {
    let weighted = 0;
    let total = 0;
    data.forEach((weight, i) => {
      weighted += weight * f(Math.floor(i / size), i % size);
      total += weight;
    });
    return weighted / total;
  };
  const row = mean((r) => r);
  const column = mean((_, c) => c);
  const rr = mean((r) => (r - row) ** 2);
  const cc = mean((_, c) => (c - column) ** 2);
  const rc = mean((r, c) => (r - row) * (c - column));
  const middle = (rr + cc) / 2;
  const spread = Math.hypot((rr - cc) / 2, rc);
  // Rows grow downwards, angles upwards.
  const angle = Math.atan2(-2 * rc, cc - rr) * 90 / Math.PI;
  return {
    row,
    column,
    major: Math.sqrt(Math.max(middle + spread, 0)),
    minor: Math.sqrt(Math.max(middle - spread, 0)),
    angle: (angle + 180) % 180,
  };
}

/**
 * Scales a kernel to a sum of 1.
 *
 * @param size Side of the window.
 * @param weights Its weights, row by row.
 * @returns The kernel.
 */
export function normalised(size: number, weights: Iterable<number>): Kernel {
  const data = Float64Array.from(weights);
  const sum = data.reduce((a, b) => a + b, 0);
  return { size, data: Float32Array.from(data, (weight) => weight / sum) };
}
