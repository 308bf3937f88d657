import * as tf from "@tensorflow/tfjs";
import { hasKernel, runOp } from "./run_op.ts";

/** Name of the forward kernel: input `scores`; attributes {@linkcode Centring}. */
export const CENTRED_SOFTMAX = "CentredSoftmax";
/** Name of the gradient kernel: inputs `dy`, `weights`; attributes {@linkcode Centring}. */
export const CENTRED_SOFTMAX_GRAD = "CentredSoftmaxGrad";

/** Where the centre of mass of a square of weights lies. */
export interface Centring {
  /** The square's side n. */
  size: number;
  /** The position in pixels, between 0 and n - 1, in both axes. */
  centre: number;
}

/** Newton steps: three bring a ten-thousandth of a pixel, and each squares that. */
export const NEWTON_STEPS = 5;

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
  return hasKernel(CENTRED_SOFTMAX)
    ? runOp(CENTRED_SOFTMAX, { scores }, { size, centre })
    : centredSoftmaxPlain(scores, size, centre);
}

/**
 * The definition of {@linkcode centredSoftmax} in stock tfjs ops.
 *
 * @param scores `[1, n * n]`, row by row.
 * @param size The side n.
 * @param centre The position in pixels, between 0 and n - 1.
 * @returns `[1, n * n]`, positive, sum 1.
 */
export function centredSoftmaxPlain(
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
    for (let step = 0; step < NEWTON_STEPS; step++) {
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

// With weights p and offsets o whose mean is 0, a change g of the loss by p
// comes to p·(g - E[g] - oᵀ·Cov[o]⁻¹·Cov[o, g]) by the scores: what would move
// the sum or the centre of mass is taken out.
tf.registerGradient({
  kernelName: CENTRED_SOFTMAX,
  outputsToSave: [true],
  gradFunc: (dy, [weights], attrs) => ({
    scores: () =>
      runOp(
        CENTRED_SOFTMAX_GRAD,
        { dy: dy as tf.Tensor, weights },
        attrs as unknown as tf.NamedAttrMap,
      ),
  }),
});
