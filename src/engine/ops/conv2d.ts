import * as tf from "@tensorflow/tfjs";
import { alongAxes, paddingMatrix } from "./along_axes.ts";
import { hasKernel, runOp } from "./run_op.ts";

/** Name of the forward kernel: inputs `x`, `filter`, `bias`; attribute `stride`. */
export const CONV2D = "ReflectConv2d";
/** Name of the gradient by `x`: inputs `dy`, `filter`; attributes `stride`, `xShape`. */
export const CONV2D_INPUT_GRAD = "ReflectConv2dInputGrad";
/** Name of the gradient by `filter`: inputs `dy`, `x`; attributes `stride`, `filterShape`. */
export const CONV2D_FILTER_GRAD = "ReflectConv2dFilterGrad";
/** Name of the gradient by `bias`: input `dy`. */
export const CONV2D_BIAS_GRAD = "ReflectConv2dBiasGrad";

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
    const [, h, w] = x.shape;
    const pad = (filter.shape[0] - 1) / 2;
    const padded = pad === 0 ? x : alongAxes(
      x,
      paddingMatrix(h, pad, pad, "reflect"),
      paddingMatrix(w, pad, pad, "reflect"),
    );
    return tf.conv2d(padded, filter, stride, "valid").add(bias);
  });
}

tf.registerGradient({
  kernelName: CONV2D,
  inputsToSave: ["x", "filter"],
  gradFunc: (dy, saved, attrs) => {
    const [x, filter] = saved;
    const inputs = { dy: dy as tf.Tensor };
    const { stride } = attrs as { stride: number };
    return {
      x: () =>
        runOp(CONV2D_INPUT_GRAD, { ...inputs, filter }, {
          stride,
          xShape: x.shape,
        }),
      filter: () =>
        runOp(CONV2D_FILTER_GRAD, { ...inputs, x }, {
          stride,
          filterShape: filter.shape,
        }),
      bias: () => runOp(CONV2D_BIAS_GRAD, inputs),
    };
  },
});
