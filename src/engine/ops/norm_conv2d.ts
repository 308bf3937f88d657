import * as tf from "@tensorflow/tfjs";
import { BATCH_NORM_GRAD, batchNormPlain, EPSILON } from "./batch_norm.ts";
import { CONV2D_INPUT_GRAD, conv2dPlain } from "./conv2d.ts";
import { JOIN_SKIP, joinGradients, joinSkipPlain } from "./join_skip.ts";
import { hasKernel, runOp } from "./run_op.ts";

/**
 * Name of the forward kernel: inputs `x`, `gamma`, `beta`, `filter`, `bias`;
 * attributes `slope`, `epsilon`, `stride`; outputs y and the statistics
 * `[2, ci]`: mean, 1 / standard deviation.
 */
export const NORM_CONV2D = "NormConv2d";
/**
 * Name of the gradients by `filter` and `bias`: inputs `dy`, `x`, `gamma`,
 * `beta`, `statistics`; attributes `slope`, `stride`, `filterShape`; outputs
 * dfilter, dbias.
 */
export const NORM_CONV2D_FILTER_GRAD = "NormConv2dFilterGrad";

/** A batch normalisation and the LeakyReLU behind it. */
export interface Norm {
  /** `[ci]`. */
  gamma: tf.Tensor1D;
  /** `[ci]`. */
  beta: tf.Tensor1D;
  /** Slope of the LeakyReLU below zero; 1 leaves it out. */
  slope: number;
}

/** A convolution with reflection padding and a bias. */
export interface Conv {
  /** `[k, k, ci, co]`, `k` 1 or 3. */
  filter: tf.Tensor4D;
  /** `[co]`. */
  bias: tf.Tensor1D;
  /** 1 or 2. */
  stride: 1 | 2;
}

/**
 * The convolution of a normalised map. The normalised map is not kept for the
 * gradients, but made again: a network that keeps it beside the map itself
 * takes twice the memory.
 *
 * @param x `[1, h, w, ci]`.
 * @param norm How it is normalised.
 * @param conv How the normalised map is convolved.
 * @returns `[1, ceil(h / stride), ceil(w / stride), co]`.
 */
export function normConv2d(
  x: tf.Tensor4D,
  norm: Norm,
  conv: Conv,
): tf.Tensor4D {
  if (!hasKernel(NORM_CONV2D)) return normConv2dPlain(x, norm, conv);
  const { gamma, beta, slope } = norm;
  const { filter, bias, stride } = conv;
  const [y] = tf.engine().runKernel(
    NORM_CONV2D,
    { x, gamma, beta, filter, bias },
    { slope, stride, epsilon: EPSILON },
  ) as unknown as tf.Tensor4D[];
  return y;
}

/**
 * The definition of {@linkcode normConv2d} in stock tfjs ops.
 *
 * @param x `[1, h, w, ci]`.
 * @param norm How it is normalised.
 * @param conv How the normalised map is convolved.
 * @returns `[1, ceil(h / stride), ceil(w / stride), co]`.
 */
export function normConv2dPlain(
  x: tf.Tensor4D,
  { gamma, beta, slope }: Norm,
  { filter, bias, stride }: Conv,
): tf.Tensor4D {
  return tf.tidy(() =>
    conv2dPlain(batchNormPlain(x, gamma, beta, slope), filter, bias, stride)
  );
}

/**
 * {@linkcode normConv2d} of `joinSkip()`. The joined map, the largest of
 * a network, is not kept for the gradients either.
 *
 * @param skip `[1, h, w, a]`.
 * @param deep `[1, h2, w2, b]`.
 * @param norm How the joined map is normalised.
 * @param conv How the normalised map is convolved.
 * @returns `[1, min(h, 2·h2), min(w, 2·w2), co]`, smaller by the stride.
 */
export function joinNormConv2d(
  skip: tf.Tensor4D,
  deep: tf.Tensor4D,
  norm: Norm,
  conv: Conv,
): tf.Tensor4D {
  if (!hasKernel(NORM_CONV2D)) {
    return joinNormConv2dPlain(skip, deep, norm, conv);
  }
  const { slope } = norm;
  const { stride } = conv;
  const run = tf.customGrad((...inputs) => {
    const save = inputs.pop() as unknown as tf.GradSaveFunc;
    const [skip, deep, gamma, beta, filter, bias] = inputs as tf.Tensor[];
    const [value, statistics] = tf.engine().runKernel(NORM_CONV2D, {
      x: runOp(JOIN_SKIP, { skip, deep }),
      gamma,
      beta,
      filter,
      bias,
    }, { slope, stride, epsilon: EPSILON }) as tf.Tensor[];
    save([skip, deep, gamma, beta, filter, statistics]);
    return {
      value,
      gradFunc: (dy, saved) => {
        const [skip, deep, gamma, beta, filter, statistics] = saved;
        const x = runOp(JOIN_SKIP, { skip, deep });
        const inputs = { dy, x, gamma, beta, filter, statistics };
        const gradients = normConv2dGradients(inputs, slope, stride);
        const { dx, dgamma, dbeta, dfilter, dbias } = gradients;
        const { dskip, ddeep } = joinGradients(dx, skip.shape, deep.shape);
        tf.dispose([x, dx]);
        return [dskip, ddeep, dgamma, dbeta, dfilter, dbias];
      },
    };
  });
  const { gamma, beta } = norm;
  const { filter, bias } = conv;
  return run(skip, deep, gamma, beta, filter, bias) as tf.Tensor4D;
}

/**
 * The definition of {@linkcode joinNormConv2d} in stock tfjs ops.
 *
 * @param skip `[1, h, w, a]`.
 * @param deep `[1, h2, w2, b]`.
 * @param norm How the joined map is normalised.
 * @param conv How the normalised map is convolved.
 * @returns `[1, min(h, 2·h2), min(w, 2·w2), co]`, smaller by the stride.
 */
export function joinNormConv2dPlain(
  skip: tf.Tensor4D,
  deep: tf.Tensor4D,
  norm: Norm,
  conv: Conv,
): tf.Tensor4D {
  return tf.tidy(() => normConv2dPlain(joinSkipPlain(skip, deep), norm, conv));
}

type Inputs = Record<
  "dy" | "x" | "gamma" | "beta" | "filter" | "statistics",
  tf.Tensor
>;
type Gradients = Record<
  "dx" | "dgamma" | "dbeta" | "dfilter" | "dbias",
  tf.Tensor
>;

function normConv2dGradients(
  { dy, x, gamma, beta, filter, statistics }: Inputs,
  slope: number,
  stride: number,
): Gradients {
  const [dfilter, dbias] = tf.engine().runKernel(
    NORM_CONV2D_FILTER_GRAD,
    { dy, x, gamma, beta, statistics },
    { slope, stride, filterShape: filter.shape },
  ) as tf.Tensor[];
  const dnormal = runOp(CONV2D_INPUT_GRAD, { dy, filter }, {
    stride,
    xShape: x.shape,
  });
  const [dx, dgamma, dbeta] = tf.engine().runKernel(
    BATCH_NORM_GRAD,
    { dy: dnormal, x, gamma, beta, statistics },
    { slope },
  ) as tf.Tensor[];
  dnormal.dispose();
  return { dx, dgamma, dbeta, dfilter, dbias };
}

tf.registerGradient({
  kernelName: NORM_CONV2D,
  inputsToSave: ["x", "gamma", "beta", "filter"],
  outputsToSave: [false, true],
  gradFunc: (dys, saved, attrs) => {
    const [x, gamma, beta, filter, statistics] = saved;
    const dy = (dys as tf.Tensor[])[0];
    const { slope, stride } = attrs as { slope: number; stride: number };
    const inputs = { dy, x, gamma, beta, filter, statistics };
    const gradients = normConv2dGradients(inputs, slope, stride);
    return {
      x: () => gradients.dx,
      gamma: () => gradients.dgamma,
      beta: () => gradients.dbeta,
      filter: () => gradients.dfilter,
      bias: () => gradients.dbias,
    };
  },
});
