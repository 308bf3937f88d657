import * as tf from "@tensorflow/tfjs";
import { hasKernel } from "./run_op.ts";
import { ssimWindow, ssimWindowPlain } from "./ssim_window.ts";

/**
 * Name of the forward kernel: inputs `a`, `b`; outputs the mean similarity and
 * `[3, h, w, c]`: its derivatives, times the number of values, by the local
 * means of a, a² and a·b.
 */
export const SSIM = "Ssim";
/** Name of the gradient kernel by `a`: inputs `dy` (a scalar), `a`, `b`, `derivatives`. */
export const SSIM_GRAD = "SsimGrad";

/** Keeps a quotient of means from 0/0, for values within 0..1. */
export const C1 = 0.01 ** 2;
/** Keeps a quotient of variances from 0/0. */
export const C2 = 0.03 ** 2;

/**
 * Mean structural similarity: an 11×11 Gaussian window, σ = 1.5, zero padding.
 *
 * @param a `[1, h, w, c]`, values 0..1.
 * @param b `[1, h, w, c]`, values 0..1.
 * @returns A scalar, 1 for equal pictures.
 */
export function ssim(a: tf.Tensor4D, b: tf.Tensor4D): tf.Scalar {
  if (!hasKernel(SSIM)) return similarity(a, b, ssimWindow);
  const [mean] = tf.engine().runKernel(SSIM, { a, b }) as unknown as [
    tf.Scalar,
  ];
  return mean;
}

/**
 * The definition of {@linkcode ssim} in stock tfjs ops.
 *
 * @param a `[1, h, w, c]`, values 0..1.
 * @param b `[1, h, w, c]`, values 0..1.
 * @returns A scalar, 1 for equal pictures.
 */
export function ssimPlain(a: tf.Tensor4D, b: tf.Tensor4D): tf.Scalar {
  return similarity(a, b, ssimWindowPlain);
}

function similarity(
  a: tf.Tensor4D,
  b: tf.Tensor4D,
  window: (x: tf.Tensor4D) => tf.Tensor4D,
): tf.Scalar {
  return tf.tidy(() => {
    const meanA = window(a);
    const meanB = window(b);
    const meanAA = meanA.square();
    const meanBB = meanB.square();
    const meanAB = meanA.mul(meanB);
    const varianceA = window(a.square()).sub(meanAA);
    const varianceB = window(b.square()).sub(meanBB);
    const covariance = window(a.mul(b)).sub(meanAB);
    const top = meanAB.mul(2).add(C1).mul(covariance.mul(2).add(C2));
    const bottom = meanAA.add(meanBB).add(C1)
      .mul(varianceA.add(varianceB).add(C2));
    return top.div(bottom).mean() as tf.Scalar;
  });
}

tf.registerGradient({
  kernelName: SSIM,
  inputsToSave: ["a", "b"],
  outputsToSave: [false, true],
  gradFunc: (dys, [a, b, derivatives]) => {
    const [dy] = dys as tf.Tensor[];
    const run = (inputs: tf.NamedTensorMap) =>
      tf.engine().runKernel(SSIM_GRAD, inputs) as tf.Tensor;
    return {
      a: () => run({ dy, a, b, derivatives }),
      b: () => {
        const swapped = tf.engine().runKernel(SSIM, { a: b, b: a });
        const [, derivatives] = swapped as tf.Tensor[];
        return run({ dy, a: b, b: a, derivatives });
      },
    };
  },
});
