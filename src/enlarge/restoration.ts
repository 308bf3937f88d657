import type * as tf from "@tensorflow/tfjs";
import type { Raster } from "../image/raster.ts";
import type { Kernel } from "../mlmc/kernel.ts";
import type { Solution } from "../mlmc/solve.ts";
import { restore } from "../usrnet/restore.ts";
import { misfitOf } from "./misfit_of.ts";
import type { WorkOptions, WorkStep } from "./work.ts";

/**
 * Restores a picture with USRNet, in the steps of a task.
 *
 * @param y The low-resolution picture on the engine, `[1, h, w, 3]`.
 * @param picture The same.
 * @param kernel The kernel, as the convention has it.
 * @param options How; with weights.
 * @returns A generator of steps, and the picture with the kernel at its end.
 */
export async function* restoration(
  y: tf.Tensor4D,
  picture: Raster,
  kernel: Kernel,
  options: WorkOptions,
): AsyncGenerator<WorkStep, Solution> {
  const { toldNoise: noise, weights } = options;
  const restoring = { ...options, kernel, noise, weights: weights! };
  let last: Float32Array = new Float32Array();
  for await (const { image, step, steps } of restore(picture, restoring)) {
    yield {
      stage: "restore",
      step,
      steps,
      dataTerm: () => misfitOf(image, kernel, y, options),
      image: () => Promise.resolve(image),
      kernel: () => Promise.resolve(kernel),
    };
    last = image;
  }
  return { image: last, kernel };
}
