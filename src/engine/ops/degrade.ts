import * as tf from "@tensorflow/tfjs";
import { alongAxes, type Boundary, paddingMatrix } from "./along_axes.ts";
import { hasKernel, runOp } from "./run_op.ts";

/** Name of the forward kernel: inputs `x`, `kernel`; attributes {@linkcode Sampling}. */
export const DEGRADE = "Degrade";
/** Name of the gradient by `x`: inputs `dy`, `kernel`; attributes {@linkcode Sampling} and `xShape`. */
export const DEGRADE_IMAGE_GRAD = "DegradeImageGrad";
/** Name of the gradient by `kernel`: inputs `dy`, `x`; attributes {@linkcode Sampling} and `size`. */
export const DEGRADE_KERNEL_GRAD = "DegradeKernelGrad";

/** Where the blurred picture is sampled, and what lies outside it. */
export interface Sampling {
  /** Distance of the samples in pixels. */
  scale: number;
  /** Position of the first sample, `0..scale-1`. */
  phase: number;
  /** What the blur reads outside the picture. */
  boundary: Boundary;
}

/**
 * Blurs every channel with one kernel (cross-correlation, the kernel's middle
 * at `n >> 1`) and samples the result at `phase`, `phase + scale`, …: the
 * degradation of a sharp picture into a low-resolution one.
 *
 * @param x `[1, H, W, c]`.
 * @param kernel `[n, n]`, `n` odd.
 * @param sampling Scale, phase and boundary.
 * @returns `[1, ceil((H - phase) / scale), ceil((W - phase) / scale), c]`.
 */
export function degrade(
  x: tf.Tensor4D,
  kernel: tf.Tensor2D,
  sampling: Sampling,
): tf.Tensor4D {
  return hasKernel(DEGRADE)
    ? runOp(DEGRADE, { x, kernel }, { ...sampling })
    : degradePlain(x, kernel, sampling);
}

/**
 * The definition of {@linkcode degrade} in stock tfjs ops.
 *
 * @param x `[1, H, W, c]`.
 * @param kernel `[n, n]`, `n` odd.
 * @param sampling Scale, phase and boundary.
 * @returns `[1, ceil((H - phase) / scale), ceil((W - phase) / scale), c]`.
 */
export function degradePlain(
  x: tf.Tensor4D,
  kernel: tf.Tensor2D,
  sampling: Sampling,
): tf.Tensor4D {
  return tf.tidy(() => {
    const [, h, w, c] = x.shape;
    const { scale, phase, boundary } = sampling;
    const n = kernel.shape[0];
    const half = n >> 1;
    const padded = alongAxes(
      x,
      paddingMatrix(h, half, half, boundary),
      paddingMatrix(w, half, half, boundary),
    ).slice([0, phase, phase, 0]);
    // Channels become the batch, so that one kernel serves them all.
    const planes = padded.transpose([3, 1, 2, 0]) as tf.Tensor4D;
    const filter = kernel.reshape([n, n, 1, 1]) as tf.Tensor4D;
    return tf.conv2d(planes, filter, scale, "valid")
      .transpose([3, 1, 2, 0])
      .reshape([1, -1, Math.ceil((w - phase) / scale), c]) as tf.Tensor4D;
  });
}

tf.registerGradient({
  kernelName: DEGRADE,
  inputsToSave: ["x", "kernel"],
  gradFunc: (dy, saved, attrs) => {
    const [x, kernel] = saved;
    const sampling = attrs as unknown as Sampling;
    const inputs = { dy: dy as tf.Tensor };
    return {
      x: () =>
        runOp(DEGRADE_IMAGE_GRAD, { ...inputs, kernel }, {
          ...sampling,
          xShape: x.shape,
        }),
      kernel: () =>
        runOp(DEGRADE_KERNEL_GRAD, { ...inputs, x }, {
          ...sampling,
          size: kernel.shape[0],
        }),
    };
  },
});
