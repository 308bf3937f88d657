import * as tf from "@tensorflow/tfjs";
import { degrade, type Sampling } from "../engine/ops/mod.ts";
import { mse } from "./losses.ts";

/**
 * How far a picture and a kernel are from explaining a low-resolution picture.
 *
 * @param x The sharp picture, `[1, H, W, 3]`.
 * @param kernel The blur kernel, `[n, n]`.
 * @param y The low-resolution picture, `[1, h, w, 3]`.
 * @param grid How the blurred picture is sampled.
 * @returns The mean squared error.
 */
export async function misfit(
  x: tf.Tensor4D,
  kernel: tf.Tensor2D,
  y: tf.Tensor4D,
  grid: Sampling,
): Promise<number> {
  const error = tf.tidy(() => mse(degrade(x, kernel, grid), y));
  try {
    return (await error.data())[0];
  } finally {
    error.dispose();
  }
}
