import * as tf from "@tensorflow/tfjs";
import type { Kernel, Raster, ScaleFactor } from "../mod.ts";
import { degrade } from "../src/engine/ops/mod.ts";
import { sampling } from "../src/mlmc/alignment.ts";

/** A picture blurred and sampled, as a photo of it would be. */
export function degraded(
  { width, height, data }: Raster,
  kernel: Kernel,
  scale: ScaleFactor,
): Raster {
  const values = tf.tidy(() => {
    const x = tf.tensor4d(data, [1, height, width, 3]);
    const k = tf.tensor2d(kernel.data, [kernel.size, kernel.size]);
    return degrade(x, k, sampling(scale, "aligned")).dataSync<"float32">();
  });
  return {
    width: width / scale,
    height: height / scale,
    data: values.slice(),
  };
}
