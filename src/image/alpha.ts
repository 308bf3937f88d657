import type { Raster } from "./raster.ts";
import { resample, upscaledPlaces } from "./resize.ts";

/** From this opacity on a pixel's colour is trusted wholly. */
const TRUSTED = 0.1;

/**
 * Enlarges opacities by bicubic interpolation, each held within the four
 * nearest ones, so that no edge gets a halo.
 *
 * @param alpha The opacities, row by row.
 * @param size Columns and rows.
 * @param scale How many times larger, a whole number.
 * @returns The enlarged opacities.
 */
export function enlargeAlpha(
  alpha: Float32Array,
  size: { width: number; height: number },
  scale: number,
): Float32Array {
  const [rows, columns] = [size.height, size.width].map((length) =>
    upscaledPlaces(length, scale)
  );
  const smooth = resample(alpha, size, 1, { rows, columns });
  return smooth.map((value, i) => {
    const y = rows[Math.floor(i / columns.length)];
    const x = columns[i % columns.length];
    const near = nearest(alpha, size, y, x);
    return Math.min(Math.max(value, Math.min(...near)), Math.max(...near));
  });
}

function nearest(
  values: Float32Array,
  { width, height }: { width: number; height: number },
  y: number,
  x: number,
): number[] {
  const inside = (i: number, length: number) =>
    Math.min(Math.max(i, 0), length - 1);
  const [top, bottom] = [0, 1].map((i) => inside(Math.floor(y) + i, height));
  const [left, right] = [0, 1].map((i) => inside(Math.floor(x) + i, width));
  return [top, bottom].flatMap((row) =>
    [left, right].map((column) => values[row * width + column])
  );
}

/**
 * Gives pixels that cannot be seen the colour of those around them, so that
 * what a file happens to hold there does not bleed into the visible.
 *
 * @param raster The picture.
 * @returns Its colours, RGB row by row; those of `raster` itself if every pixel is opaque.
 */
export function spreadColours(
  { width, height, data, alpha }: Raster,
): Float32Array {
  if (!alpha) return data;
  const weights = alpha.map((opacity) => Math.min(opacity / TRUSTED, 1));
  if (weights.every((weight) => weight === 0)) return data;
  return fill({ width, height, colours: data, weights });
}

/** A step of the pyramid: colours, and how much each is trusted. */
interface Level {
  width: number;
  height: number;
  colours: Float32Array;
  weights: Float32Array;
}

/** What is not trusted comes from the same place in a picture of half the size. */
function fill(level: Level): Float32Array {
  const { width, colours, weights } = level;
  if (weights.every((weight) => weight === 1)) return colours;
  const half = halved(level);
  const below = fill(half);
  return colours.map((colour, i) => {
    const pixel = Math.floor(i / 3);
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    const at = (y >> 1) * half.width + (x >> 1);
    const weight = weights[pixel];
    return weight * colour + (1 - weight) * below[3 * at + i % 3];
  });
}

/** Means of four pixels each, weighted. */
function halved({ width, height, colours, weights }: Level): Level {
  const half = {
    width: (width + 1) >> 1,
    height: (height + 1) >> 1,
    colours: new Float32Array(3 * ((width + 1) >> 1) * ((height + 1) >> 1)),
    weights: new Float32Array(((width + 1) >> 1) * ((height + 1) >> 1)),
  };
  for (let pixel = 0; pixel < weights.length; pixel++) {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    const at = (y >> 1) * half.width + (x >> 1);
    half.weights[at] += weights[pixel];
    for (let c = 0; c < 3; c++) {
      half.colours[3 * at + c] += weights[pixel] * colours[3 * pixel + c];
    }
  }
  half.weights.forEach((sum, at) => {
    if (sum === 0) return;
    for (let c = 0; c < 3; c++) half.colours[3 * at + c] /= sum;
    // One pixel that can be seen is enough to go by.
    half.weights[at] = Math.min(sum, 1);
  });
  return half;
}
