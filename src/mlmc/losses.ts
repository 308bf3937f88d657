import * as tf from "@tensorflow/tfjs";
import { gradientPrior, ssimWindow } from "../engine/ops/mod.ts";

const C1 = 0.01 ** 2;
const C2 = 0.03 ** 2;
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
 * Mean structural similarity: an 11×11 Gaussian window, σ = 1.5, zero padding.
 *
 * @param a `[1, h, w, c]`, values 0..1.
 * @param b `[1, h, w, c]`, values 0..1.
 * @returns A scalar, 1 for equal pictures.
 */
export function ssim(a: tf.Tensor4D, b: tf.Tensor4D): tf.Scalar {
  return tf.tidy(() => {
    const meanA = ssimWindow(a);
    const meanB = ssimWindow(b);
    const meanAA = meanA.square();
    const meanBB = meanB.square();
    const meanAB = meanA.mul(meanB);
    const varianceA = ssimWindow(a.square()).sub(meanAA);
    const varianceB = ssimWindow(b.square()).sub(meanBB);
    const covariance = ssimWindow(a.mul(b)).sub(meanAB);
    const top = meanAB.mul(2).add(C1).mul(covariance.mul(2).add(C2));
    const bottom = meanAA.add(meanBB).add(C1)
      .mul(varianceA.add(varianceB).add(C2));
    return top.div(bottom).mean() as tf.Scalar;
  });
}

/**
 * The hyper-Laplacian prior on the gradients of the sharp picture.
 *
 * @param x The sharp picture, `[1, H, W, 3]`.
 * @param samples Number of values of the low-resolution picture.
 * @returns A scalar.
 */
export function hyperLaplacian(x: tf.Tensor4D, samples: number): tf.Scalar {
  return tf.tidy(() => gradientPrior(x).mul(PRIOR_WEIGHT / samples));
}
