import * as tf from "@tensorflow/tfjs";

/** Newton steps; two bring a hundredth of a pixel, three a ten-thousandth. */
const STEPS = 3;

/**
 * The softmax of a square of scores, tilted by a plane so that its centre of
 * mass lies at `centre` in both axes. Of all kernels with that centre it is the
 * nearest to the plain softmax (Kullback–Leibler); a Gaussian is only shifted.
 *
 * Picture and kernel are only known up to a common shift. Without this, the
 * kernel starts at the middle of its window and drifts, and the picture with it.
 *
 * @param scores `[1, n * n]`, row by row.
 * @param size The side n.
 * @param centre The position in pixels, between 0 and n - 1.
 * @returns `[1, n * n]`, positive, sum 1.
 */
export function centredSoftmax(
  scores: tf.Tensor2D,
  size: number,
  centre: number,
): tf.Tensor2D {
  return tf.tidy(() => {
    const offsets = tf.tensor2d(
      Array.from(
        { length: size * size },
        (_, i) => [Math.floor(i / size) - centre, (i % size) - centre],
      ),
    );
    let tilted = scores;
    for (let step = 0; step < STEPS; step++) {
      const weights = tf.softmax(tilted);
      const mean = tf.matMul(weights, offsets);
      const deviations = offsets.sub(mean) as tf.Tensor2D;
      const covariance = tf.matMul(
        deviations,
        deviations.mul(weights.transpose()) as tf.Tensor2D,
        true,
      ) as tf.Tensor2D;
      const slope = tf.matMul(mean, inverse2(covariance));
      tilted = tilted.sub(tf.matMul(slope, offsets, false, true));
    }
    return tf.softmax(tilted);
  });
}

/** The inverse of a symmetric 2×2 matrix, by Cayley and Hamilton. */
function inverse2(matrix: tf.Tensor2D): tf.Tensor2D {
  const identity: tf.Tensor2D = tf.eye(2);
  const trace = matrix.mul(identity).sum();
  const determinant = trace.square().sub(matrix.square().sum()).div(2);
  return identity.mul(trace).sub(matrix).div(determinant) as tf.Tensor2D;
}
