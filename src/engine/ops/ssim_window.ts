import * as tf from "@tensorflow/tfjs";
import { alongAxes } from "./along_axes.ts";
import { hasKernel, runOp } from "./run_op.ts";

/** Name of the kernel: input `x`. It is its own adjoint. */
export const SSIM_WINDOW = "SsimWindow";

/** Taps of the window. */
export const SSIM_TAPS: readonly number[] = gaussianTaps(11, 1.5);

/**
 * Local mean under the SSIM window: a separable 11×11 Gaussian with σ = 1.5,
 * zero outside the picture.
 *
 * @param x `[1, h, w, c]`.
 * @returns `[1, h, w, c]`.
 */
export function ssimWindow(x: tf.Tensor4D): tf.Tensor4D {
  return hasKernel(SSIM_WINDOW)
    ? runOp(SSIM_WINDOW, { x })
    : ssimWindowPlain(x);
}

/**
 * The definition of {@linkcode ssimWindow} in stock tfjs ops.
 *
 * @param x `[1, h, w, c]`.
 * @returns `[1, h, w, c]`.
 */
export function ssimWindowPlain(x: tf.Tensor4D): tf.Tensor4D {
  return tf.tidy(() =>
    alongAxes(x, bandMatrix(x.shape[1]), bandMatrix(x.shape[2]))
  );
}

function gaussianTaps(length: number, sigma: number): number[] {
  const taps = Array.from(
    { length },
    (_, i) => Math.exp(-((i - (length >> 1)) ** 2) / (2 * sigma ** 2)),
  );
  const sum = taps.reduce((a, b) => a + b);
  return taps.map((tap) => tap / sum);
}

function bandMatrix(size: number): tf.Tensor2D {
  const half = SSIM_TAPS.length >> 1;
  const rows = Array.from(
    { length: size },
    (_, i) =>
      Array.from({ length: size }, (_, j) => SSIM_TAPS[j - i + half] ?? 0),
  );
  return tf.tensor2d(rows, [size, size]);
}

tf.registerGradient({
  kernelName: SSIM_WINDOW,
  gradFunc: (dy) => ({ x: () => ssimWindow(dy as tf.Tensor4D) }),
});
