import * as tf from "@tensorflow/tfjs";
import { alongAxes } from "./along_axes.ts";
import { hasKernel, runOp } from "./run_op.ts";

/** Name of the forward kernel: inputs `skip`, `deep`. */
export const JOIN_SKIP = "JoinSkip";
/** Name of the gradient by `skip`: input `dy`; attribute `skipShape`. */
export const JOIN_SKIP_SKIP_GRAD = "JoinSkipSkipGrad";
/** Name of the gradient by `deep`: input `dy`; attribute `deepShape`. */
export const JOIN_SKIP_DEEP_GRAD = "JoinSkipDeepGrad";

/**
 * Enlarges the deep branch by 2 (bilinear, half-pixel centres), crops both
 * branches about their centres to the smaller height and width, and
 * concatenates their channels.
 *
 * @param skip `[1, h, w, a]`.
 * @param deep `[1, h2, w2, b]`.
 * @returns `[1, min(h, 2·h2), min(w, 2·w2), a + b]`, the skip's channels first.
 */
export function joinSkip(skip: tf.Tensor4D, deep: tf.Tensor4D): tf.Tensor4D {
  return hasKernel(JOIN_SKIP)
    ? runOp(JOIN_SKIP, { skip, deep })
    : joinSkipPlain(skip, deep);
}

/**
 * The definition of {@linkcode joinSkip} in stock tfjs ops.
 *
 * @param skip `[1, h, w, a]`.
 * @param deep `[1, h2, w2, b]`.
 * @returns `[1, min(h, 2·h2), min(w, 2·w2), a + b]`, the skip's channels first.
 */
export function joinSkipPlain(
  skip: tf.Tensor4D,
  deep: tf.Tensor4D,
): tf.Tensor4D {
  return tf.tidy(() => {
    const [, skipHeight, skipWidth] = skip.shape;
    const [, deepHeight, deepWidth] = deep.shape;
    const h = Math.min(skipHeight, 2 * deepHeight);
    const w = Math.min(skipWidth, 2 * deepWidth);
    const cropped = skip.slice(
      [0, (skipHeight - h) >> 1, (skipWidth - w) >> 1, 0],
      [1, h, w, -1],
    );
    const enlarged = alongAxes(
      deep,
      doublingMatrix(deepHeight, h),
      doublingMatrix(deepWidth, w),
    );
    return tf.concat([cropped, enlarged], 3);
  });
}

/** `[length, size]`: bilinear doubling, cropped about the centre to `length`. */
function doublingMatrix(size: number, length: number): tf.Tensor2D {
  const offset = (2 * size - length) >> 1;
  const rows = Array.from({ length }, (_, i) => {
    const position = Math.max((i + offset + 0.5) / 2 - 0.5, 0);
    const low = Math.floor(position);
    const high = Math.min(low + 1, size - 1);
    const row = new Array<number>(size).fill(0);
    row[low] += 1 - (position - low);
    row[high] += position - low;
    return row;
  });
  return tf.tensor2d(rows);
}

/**
 * The gradients by both branches.
 *
 * @param dy The gradient by what they were joined to.
 * @param skipShape The skip's shape.
 * @param deepShape The deep branch's shape.
 */
export function joinGradients(
  dy: tf.Tensor,
  skipShape: number[],
  deepShape: number[],
): { dskip: tf.Tensor; ddeep: tf.Tensor } {
  return {
    dskip: runOp(JOIN_SKIP_SKIP_GRAD, { dy }, { skipShape }),
    ddeep: runOp(JOIN_SKIP_DEEP_GRAD, { dy }, { deepShape }),
  };
}

tf.registerGradient({
  kernelName: JOIN_SKIP,
  inputsToSave: ["skip", "deep"],
  gradFunc: (dy, [skip, deep]) => {
    const { dskip, ddeep } = joinGradients(
      dy as tf.Tensor,
      skip.shape,
      deep.shape,
    );
    return { skip: () => dskip, deep: () => ddeep };
  },
});
