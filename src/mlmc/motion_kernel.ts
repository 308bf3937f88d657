import {
  type Alignment,
  kernelCentre,
  kernelSize,
  type ScaleFactor,
} from "./alignment.ts";
import { type Kernel, kernelMoments, normalised } from "./kernel.ts";
import type { Random } from "./random.ts";

/** Fixed-point coordinates of the turned line, as OpenCV's warpAffine takes them. */
const FIXED = 1024;
/** Its interpolation works in steps of 1/32 pixel. */
const SUBPIXEL = 32;

/**
 * Draws the kernel of a straight, even motion: a line of half length n//4,
 * turned about the centre.
 *
 * @param degrees The angle, counter-clockwise.
 * @param scale The scale factor.
 * @param alignment The convention.
 * @returns The kernel.
 */
export function lineMotionKernel(
  degrees: number,
  scale: ScaleFactor,
  alignment: Alignment,
): Kernel {
  const size = kernelSize(scale);
  const centre = kernelCentre(scale, alignment);
  const drawn = turnedLine(size, size >> 2, degrees, centre);
  if (alignment === "benchmark") return drawn;
  const { row, column } = kernelMoments(drawn);
  return shifted(drawn, centre - row, centre - column);
}

/** A line of pixels on the row of the centre, turned with bilinear interpolation. */
function turnedLine(
  size: number,
  half: number,
  degrees: number,
  centre: number,
): Kernel {
  const middle = Math.floor(centre);
  const onLine = (row: number, column: number) =>
    row === middle && Math.abs(column - middle) <= half ? 1 : 0;
  const angle = degrees * Math.PI / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  // The share of the column and the share of the row are rounded apart.
  const snap = (byColumn: number, byRow: number) => {
    const sum = Math.round(byColumn * FIXED) + Math.round(byRow * FIXED);
    return Math.floor(sum * SUBPIXEL / FIXED + 0.5) / SUBPIXEL;
  };
  const weights = Array.from({ length: size * size }, (_, i) => {
    const [y, x] = [Math.floor(i / size), i % size];
    const column = snap(cos * x, (1 - cos + sin) * centre - sin * y);
    const row = snap(sin * x, (1 - cos - sin) * centre + cos * y);
    const [r, c] = [Math.floor(row), Math.floor(column)];
    const [fr, fc] = [row - r, column - c];
    return (1 - fr) * ((1 - fc) * onLine(r, c) + fc * onLine(r, c + 1)) +
      fr * ((1 - fc) * onLine(r + 1, c) + fc * onLine(r + 1, c + 1));
  });
  return normalised(size, weights);
}

/** Moves every weight by a part of a pixel, shared between its new neighbours. */
function shifted(kernel: Kernel, rows: number, columns: number): Kernel {
  const { size, data } = kernel;
  const points = Array.from(data, (weight, i) => ({
    weight,
    row: Math.floor(i / size) + rows,
    column: (i % size) + columns,
  }));
  return splatted(size, points);
}

interface Point {
  weight: number;
  row: number;
  column: number;
}

/** Draws points with bilinear weights, which keep the centre of mass. */
function splatted(size: number, points: Point[]): Kernel {
  const data = new Float64Array(size * size);
  const add = (row: number, column: number, weight: number) => {
    if (row < 0 || column < 0 || row >= size || column >= size) return;
    data[row * size + column] += weight;
  };
  for (const { weight, row, column } of points) {
    const [r, c] = [Math.floor(row), Math.floor(column)];
    const [fr, fc] = [row - r, column - c];
    add(r, c, weight * (1 - fr) * (1 - fc));
    add(r, c + 1, weight * (1 - fr) * fc);
    add(r + 1, c, weight * fr * (1 - fc));
    add(r + 1, c + 1, weight * fr * fc);
  }
  return normalised(size, data);
}

/** Points of a camera trajectory. */
const TRAJECTORY_POINTS = 400;
/** Share of the velocity kept from point to point. */
const INERTIA = 0.97;

/**
 * Draws the kernel of a shaking camera: a smooth random trajectory, as long as
 * the window's reach allows, drawn with sub-pixel weights.
 *
 * @param random Where the trajectory comes from.
 * @param scale The scale factor.
 * @param alignment The convention.
 * @returns The kernel.
 */
export function randomMotionKernel(
  random: Random,
  scale: ScaleFactor,
  alignment: Alignment,
): Kernel {
  const size = kernelSize(scale);
  const centre = kernelCentre(scale, alignment);
  let [row, column, down, right] = [0, 0, random.normal(), random.normal()];
  const walk = Array.from({ length: TRAJECTORY_POINTS }, () => {
    down = INERTIA * down + (1 - INERTIA) * 4 * random.normal();
    right = INERTIA * right + (1 - INERTIA) * 4 * random.normal();
    row += down;
    column += right;
    return { row, column };
  });
  const meanRow = walk.reduce((sum, p) => sum + p.row, 0) / walk.length;
  const meanColumn = walk.reduce((sum, p) => sum + p.column, 0) / walk.length;
  const reach = Math.max(
    ...walk.map((p) =>
      Math.max(Math.abs(p.row - meanRow), Math.abs(p.column - meanColumn))
    ),
  );
  // The window ends nearer on one side when the centre is not its middle.
  const room = Math.min(centre, size - 1 - centre);
  const stretch = random.uniform(0.4, 0.95) * room / reach;
  const points = walk.map((p) => ({
    weight: 1,
    row: centre + (p.row - meanRow) * stretch,
    column: centre + (p.column - meanColumn) * stretch,
  }));
  return splatted(size, points);
}
