import * as tf from "@tensorflow/tfjs";
import { hasKernel } from "./run_op.ts";

/**
 * Name of the forward kernel: inputs `x`, `gamma`, `beta`; attributes `slope`,
 * `epsilon`; outputs y and the statistics `[2, c]`: mean, 1 / standard deviation.
 */
export const BATCH_NORM = "BatchNormLeaky";
/**
 * Name of the gradient kernel: inputs `dy`, `x`, `gamma`, `beta`,
 * `statistics`; attribute `slope`; outputs dx, dgamma, dbeta.
 */
export const BATCH_NORM_GRAD = "BatchNormLeakyGrad";

/** Added to the variance. */
export const EPSILON = 1e-5;

/**
 * Batch normalisation with the statistics of the batch itself (biased
 * variance, epsilon 1e-5), followed by a LeakyReLU.
 *
 * @param x `[1, h, w, c]`.
 * @param gamma `[c]`.
 * @param beta `[c]`.
 * @param slope Slope of the LeakyReLU below zero; 1 leaves it out.
 * @returns `[1, h, w, c]`.
 */
export function batchNorm(
  x: tf.Tensor4D,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  slope = 1,
): tf.Tensor4D {
  if (!hasKernel(BATCH_NORM)) return batchNormPlain(x, gamma, beta, slope);
  const attrs = { slope, epsilon: EPSILON };
  const outputs = tf.engine().runKernel(BATCH_NORM, { x, gamma, beta }, attrs);
  return (outputs as tf.Tensor[])[0] as tf.Tensor4D;
}

/**
 * The definition of {@linkcode batchNorm} in stock tfjs ops.
 *
 * @param x `[1, h, w, c]`.
 * @param gamma `[c]`.
 * @param beta `[c]`.
 * @param slope Slope of the LeakyReLU below zero; 1 leaves it out.
 * @returns `[1, h, w, c]`.
 */
export function batchNormPlain(
  x: tf.Tensor4D,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  slope = 1,
): tf.Tensor4D {
  return tf.tidy(() => {
    const { mean, variance } = tf.moments(x, [0, 1, 2]);
    const normal = x.sub(mean).mul(variance.add(EPSILON).rsqrt());
    const z = normal.mul(gamma).add(beta) as tf.Tensor4D;
    return slope === 1 ? z : tf.leakyRelu(z, slope);
  });
}

tf.registerGradient({
  kernelName: BATCH_NORM,
  inputsToSave: ["x", "gamma", "beta"],
  outputsToSave: [false, true],
  gradFunc: (dys, saved, attrs) => {
    const [x, gamma, beta, statistics] = saved;
    const dy = (dys as tf.Tensor[])[0];
    const { slope } = attrs as { slope: number };
    const [dx, dgamma, dbeta] = tf.engine().runKernel(
      BATCH_NORM_GRAD,
      { dy, x, gamma, beta, statistics },
      { slope },
    ) as tf.Tensor[];
    return { x: () => dx, gamma: () => dgamma, beta: () => dbeta };
  },
});
