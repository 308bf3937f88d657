import * as tf from "@tensorflow/tfjs";

/**
 * How positions outside a picture are read: `reflect` mirrors without
 * repeating the edge, `circular` wraps around, `zero` reads 0.
 */
export type Boundary = "reflect" | "circular" | "zero";

/**
 * Maps a position to the position inside `0..size-1` that the boundary reads
 * in its place.
 *
 * @param index Any integer position.
 * @param size The length of the axis.
 * @param boundary How positions outside are read.
 * @returns The position inside, or -1 where the boundary reads zero.
 */
export function boundaryIndex(
  index: number,
  size: number,
  boundary: Boundary,
): number {
  if (index >= 0 && index < size) return index;
  if (boundary === "zero") return -1;
  if (boundary === "circular") return ((index % size) + size) % size;
  if (size === 1) return 0;
  const period = 2 * (size - 1);
  const folded = ((index % period) + period) % period;
  return folded < size ? folded : period - folded;
}

/**
 * The matrix that extends an axis on both sides.
 *
 * @param size The length of the axis.
 * @param before Positions added before it.
 * @param after Positions added after it.
 * @param boundary What the added positions read.
 * @returns `[before + size + after, size]`, rows of one 1 or all zero.
 */
export function paddingMatrix(
  size: number,
  before: number,
  after: number,
  boundary: Boundary,
): tf.Tensor2D {
  const rows = Array.from({ length: before + size + after }, (_, i) => {
    const row = new Array<number>(size).fill(0);
    const index = boundaryIndex(i - before, size, boundary);
    if (index >= 0) row[index] = 1;
    return row;
  });
  return tf.tensor2d(rows, [rows.length, size]);
}

/**
 * Applies one linear map to the rows axis and one to the columns axis. Padding,
 * enlarging, cropping and separable filters are all of this form, and their
 * gradients follow from the matrix product's.
 *
 * @param x `[1, h, w, c]`.
 * @param rows `[h2, h]`.
 * @param columns `[w2, w]`.
 * @returns `[1, h2, w2, c]`.
 */
export function alongAxes(
  x: tf.Tensor4D,
  rows: tf.Tensor2D,
  columns: tf.Tensor2D,
): tf.Tensor4D {
  const [, h, w, c] = x.shape;
  const h2 = rows.shape[0];
  const w2 = columns.shape[0];
  const tall = tf.matMul(rows, x.reshape([h, w * c]) as tf.Tensor2D);
  // Batched over rows; tiling avoids a broadcast, whose gradient tfjs gets wrong.
  const tiled = columns.expandDims(0).tile([h2, 1, 1]);
  return tf.matMul(tiled, tall.reshape([h2, w, c])).reshape([1, h2, w2, c]);
}
