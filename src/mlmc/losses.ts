import * as tf from "@tensorflow/tfjs";
import { gradientPrior } from "../engine/ops/mod.ts";

/** Weight of the gradient prior: the paper's 0.001 and the reference's factor 0.2. */
const PRIOR_WEIGHT = 0.001 * 0.2;

/**
 * Mean squared error.
 *
 * @param a Any shape.
 * @param b The same shape.
 * @returns A scalar.
 */
export function mse(a: tf.Tensor, b: tf.Tensor): tf.Scalar {
  return tf.tidy(() => a.sub(b).square().mean() as tf.Scalar);
}

/**
 * The hyper-Laplacian prior on the gradients of the sharp picture.
 *
 * @param x The sharp picture, `[1, H, W, 3]`.
 * @param samples Number of values of the low-resolution picture.
 * @param strength How many times the published weight; 1 by default.
 * @returns A scalar.
 */
export function hyperLaplacian(
  x: tf.Tensor4D,
  samples: number,
  strength = 1,
): tf.Scalar {
  const weight = strength * PRIOR_WEIGHT / samples;
  return tf.tidy(() => gradientPrior(x).mul(weight));
}
