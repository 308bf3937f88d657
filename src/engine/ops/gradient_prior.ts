import * as tf from "@tensorflow/tfjs";
import { alongAxes, paddingMatrix } from "./along_axes.ts";
import { hasKernel, runOp } from "./run_op.ts";

/** Name of the forward kernel: input `x`. */
export const GRADIENT_PRIOR = "GradientPrior";
/** Name of the gradient kernel: inputs `dy` (a scalar), `x`. */
export const GRADIENT_PRIOR_GRAD = "GradientPriorGrad";

const EXPONENT = 0.67;
const EPSILON = 1e-8;
/** The upper, upper-left, left and lower-left neighbour: row and column offset. */
const NEIGHBOURS = [[-1, 0], [-1, -1], [0, -1], [1, -1]];

/**
 * The hyper-Laplacian energy of the gradients, Σ (|∇x| + 1e-8)^0.67 over the
 * four one-sided differences to the upper, upper-left, left and lower-left
 * neighbour, with reflection padding.
 *
 * @param x `[1, h, w, c]`.
 * @returns A scalar.
 */
export function gradientPrior(x: tf.Tensor4D): tf.Scalar {
  return hasKernel(GRADIENT_PRIOR)
    ? runOp(GRADIENT_PRIOR, { x })
    : gradientPriorPlain(x);
}

/**
 * The definition of {@linkcode gradientPrior} in stock tfjs ops.
 *
 * @param x `[1, h, w, c]`.
 * @returns A scalar.
 */
export function gradientPriorPlain(x: tf.Tensor4D): tf.Scalar {
  return tf.tidy(() => {
    const [, h, w, c] = x.shape;
    const padded = alongAxes(
      x,
      paddingMatrix(h, 1, 1, "reflect"),
      paddingMatrix(w, 1, 1, "reflect"),
    );
    const energies = NEIGHBOURS.map(([dr, dc]) => {
      const neighbour = padded.slice([0, 1 + dr, 1 + dc, 0], [1, h, w, c]);
      return x.sub(neighbour).abs().add(EPSILON).pow(EXPONENT).sum();
    });
    return tf.addN(energies) as tf.Scalar;
  });
}

tf.registerGradient({
  kernelName: GRADIENT_PRIOR,
  inputsToSave: ["x"],
  gradFunc: (dy, [x]) => ({
    x: () => runOp(GRADIENT_PRIOR_GRAD, { dy: dy as tf.Tensor, x }),
  }),
});
