import * as tf from "@tensorflow/tfjs";
import {
  type Alignment,
  sampling,
  type ScaleFactor,
} from "../mlmc/alignment.ts";
import type { Kernel } from "../mlmc/kernel.ts";
import { misfit } from "../mlmc/misfit.ts";

/**
 * How far an enlarged picture and a kernel are from explaining the picture.
 *
 * @param values The enlarged picture, RGB row by row.
 * @param kernel The kernel.
 * @param y The low-resolution picture, `[1, h, w, 3]`.
 * @param convention Scale factor and alignment.
 * @returns The mean squared error.
 */
export async function misfitOf(
  values: Float32Array,
  { size, data }: Kernel,
  y: tf.Tensor4D,
  { scale, alignment }: { scale: ScaleFactor; alignment: Alignment },
): Promise<number> {
  const [, h, w] = y.shape;
  const x = tf.tensor4d(values, [1, h * scale, w * scale, 3]);
  const k = tf.tensor2d(data, [size, size]);
  try {
    return await misfit(x, k, y, sampling(scale, alignment));
  } finally {
    tf.dispose([x, k]);
  }
}
