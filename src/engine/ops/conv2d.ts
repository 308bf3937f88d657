import * as tf from "@tensorflow/tfjs";
import { hasKernel, runOp } from "./run_op.ts";

/** Name of the forward kernel: inputs `x`, `filter`, `bias`; attribute `stride`. */
export const CONV2D = "ReflectConv2d";
/** Name of the gradient by `x`: inputs `dy`, `filter`; attributes `stride`, `xShape`. */
export const CONV2D_INPUT_GRAD = "ReflectConv2dInputGrad";
/**
 * Name of the gradients by `filter` and `bias`: inputs `dy`, `x`; attributes
 * `stride`, `filterShape`; outputs dfilter, dbias.
 */
export const CONV2D_FILTER_GRAD = "ReflectConv2dFilterGrad";

/**
 * Convolution (cross-correlation) with reflection padding `(k - 1) / 2` and a
 * bias.
 *
 * @param x `[1, h, w, ci]`.
 * @param filter `[k, k, ci, co]`, `k` 1 or 3.
 * @param bias `[co]`.
 * @param stride 1 or 2.
 * @returns `[1, ceil(h / stride), ceil(w / stride), co]`.
 */
export function conv2d(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  bias: tf.Tensor1D,
  stride: 1 | 2,
): tf.Tensor4D {
  return hasKernel(CONV2D)
    ? runOp(CONV2D, { x, filter, bias }, { stride })
    : conv2dPlain(x, filter, bias, stride);
}

/**
 * The definition of {@linkcode conv2d} in stock tfjs ops.
 *
 * @param x `[1, h, w, ci]`.
 * @param filter `[k, k, ci, co]`, `k` 1 or 3.
 * @param bias `[co]`.
 * @param stride 1 or 2.
 * @returns `[1, ceil(h / stride), ceil(w / stride), co]`.
 */
export function conv2dPlain(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  bias: tf.Tensor1D,
  stride: 1 | 2,
): tf.Tensor4D {
  return tf.tidy(() => {
    const padded = filter.shape[0] === 1 ? x : padded1(padded1(x, 1), 2);
    return tf.conv2d(padded, filter, stride, "valid").add(bias);
  });
}

/** Reflected by one position at both ends of an axis; tfjs's own padding has no gradient. */
function padded1(x: tf.Tensor4D, axis: 1 | 2): tf.Tensor4D {
  const length = x.shape[axis];
  const line = (at: number) => {
    const begin = [0, 0, 0, 0];
    const size = [-1, -1, -1, -1];
    begin[axis] = at;
    size[axis] = 1;
    return x.slice(begin, size);
  };
  const before = line(Math.min(1, length - 1));
  const after = line(Math.max(length - 2, 0));
  return tf.concat([before, x, after], axis);
}

tf.registerGradient({
  kernelName: CONV2D,
  inputsToSave: ["x", "filter"],
  gradFunc: (dy, saved, attrs) => {
    const [x, filter] = saved;
    const inputs = { dy: dy as tf.Tensor };
    const { stride } = attrs as { stride: number };
    const [dfilter, dbias] = tf.engine().runKernel(
      CONV2D_FILTER_GRAD,
      { ...inputs, x },
      { stride, filterShape: filter.shape },
    ) as tf.Tensor[];
    return {
      x: () =>
        runOp(CONV2D_INPUT_GRAD, { ...inputs, filter }, {
          stride,
          xShape: x.shape,
        }),
      filter: () => dfilter,
      bias: () => dbias,
    };
  },
});
