import type { Raster } from "../../image/raster.ts";
import { enlargeBicubic } from "../../image/resize.ts";
import type { ScaleFactor } from "../../mlmc/alignment.ts";
import type { Kernel } from "../../mlmc/kernel.ts";
import {
  type Progress,
  upscale,
  type UpscaleOptions,
  type UpscaleResult,
} from "../../upscale.ts";
import type { UsrnetWeights } from "../../usrnet/weights.ts";
import { Failure } from "../errors.ts";
import type { EvaluateArguments, MethodName } from "./evaluate_arguments.ts";
import type { TestPicture } from "./test_set.ts";

/** What a method makes of a picture. */
export interface Enlargement {
  /** The picture. */
  image: Raster;
  /** The kernel that was estimated, if any. */
  kernel?: Kernel;
  /** How long it took, the estimate of the kernel included. */
  seconds: number;
}

/** A kernel that was estimated. */
export interface Estimate {
  /** The kernel. */
  kernel: Kernel;
  /** How long it took. */
  seconds: number;
}

/** What all methods need. */
export interface MethodSetting {
  /** What the user asked for. */
  args: EvaluateArguments;
  /** The scale factor. */
  scale: ScaleFactor;
  /** The weights of USRNet, where a method needs them. */
  weights?: UsrnetWeights;
  /** What MLMC found of the picture, where it was run before. */
  estimate?: Estimate;
  /** Shows how far it is. */
  onProgress: (progress: Progress) => Promise<void>;
}

/**
 * Runs a method on a picture of test data.
 *
 * @param method The method.
 * @param picture The picture.
 * @param setting What all methods need.
 * @returns What came of it.
 */
export async function runMethod(
  method: MethodName,
  { lr, kernel }: TestPicture,
  setting: MethodSetting,
): Promise<Enlargement> {
  const { scale, estimate } = setting;
  switch (method) {
    case "bicubic": {
      const started = performance.now();
      const image = overTruth(enlargeBicubic(lr, scale), scale);
      return { image, seconds: (performance.now() - started) / 1000 };
    }
    case "mlmc":
      return await solved(lr, setting);
    case "mlmc-usrnet": {
      if (!estimate) return await restored(lr, undefined, setting);
      const { kernel } = estimate;
      const { image, seconds } = await restored(lr, kernel, setting);
      return { image, kernel, seconds: estimate.seconds + seconds };
    }
    case "usrnet-true-kernel": {
      if (!kernel) throw noKernel(setting);
      const { image, seconds } = await restored(lr, kernel, setting);
      return { image, seconds };
    }
  }
}

function noKernel({ args: { model }, scale }: MethodSetting): Failure {
  return new Failure(
    `its true kernel is not there; put it into ${model}_gt_k_x${scale}/ as .mat, or name --methods without usrnet-true-kernel`,
  );
}

function solved(lr: Raster, setting: MethodSetting): Promise<UpscaleResult> {
  return upscale(lr, optionsOf(setting));
}

function restored(
  lr: Raster,
  kernel: Kernel | undefined,
  setting: MethodSetting,
): Promise<UpscaleResult> {
  const { weights } = setting;
  const options = optionsOf(setting);
  return upscale(lr, { ...options, restorer: "usrnet", weights, kernel });
}

/**
 * What MLMC is told, whatever draws the picture.
 *
 * @param setting What all methods need.
 * @returns The options.
 */
export function optionsOf(
  { args, scale, onProgress }:
    & Pick<MethodSetting, "args" | "scale">
    & Partial<MethodSetting>,
): UpscaleOptions {
  const { preset, iterations, seed, noise, kernelPrior, device } = args;
  return {
    scale,
    preset,
    iterations,
    seed,
    noise,
    kernelPrior,
    device,
    alignment: "benchmark",
    onProgress,
  };
}

/**
 * Moves an enlargement over the true picture. Sampled from the corner of its
 * block by a kernel as far off-centre, test data shows everything s - 1 pixels
 * further down and right than an enlargement takes it to lie.
 */
function overTruth({ width, height, data }: Raster, scale: number): Raster {
  const moved = new Float32Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const row = (y + scale - 1) % height;
      const from = 3 * (row * width + (x + scale - 1) % width);
      moved.set(data.subarray(from, from + 3), 3 * (y * width + x));
    }
  }
  return { width, height, data: moved };
}
