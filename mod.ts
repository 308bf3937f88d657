/**
 * Blind super-resolution: upscales a picture whose blur nobody knows, without
 * training data. Run as a program, this is the command line; `--help` says how.
 *
 * @example Upscale a picture file four times
 * ```ts no-eval
 * import { decodeImage, encodeImage, upscale } from "@mlmc/cli";
 *
 * const picture = await decodeImage(await Deno.readFile("in.png"));
 * const { image, kernel } = await upscale(picture, { scale: 4 });
 * await Deno.writeFile("out.png", await encodeImage(image, "png"));
 * console.log(`blur kernel of ${kernel.size}×${kernel.size} pixels`);
 * ```
 *
 * @example Follow the work, and stop it after a minute
 * ```ts
 * import { upscale } from "@mlmc/cli";
 *
 * const data = Float32Array.from({ length: 8 * 8 * 3 }, (_, i) => (i % 7) / 7);
 * const { seconds } = await upscale({ width: 8, height: 8, data }, {
 *   scale: 2,
 *   iterations: 1,
 *   onProgress: ({ stage, step, steps }) => console.log(stage, step, steps),
 *   signal: AbortSignal.timeout(60_000),
 * });
 * console.log(`${seconds} s`);
 * ```
 *
 * @module
 */
export { decodeImage } from "./src/image/file/decode.ts";
export { encodeImage, type EncodeOptions } from "./src/image/file/encode.ts";
export type { ImageFormat } from "./src/image/file/formats.ts";
export type { FileTraits, Raster } from "./src/image/raster.ts";
export type { EngineName } from "./src/engine/device/choose.ts";
export {
  EngineError,
  type EngineProblem,
} from "./src/engine/device/engine_error.ts";
export type { Alignment, ScaleFactor } from "./src/mlmc/alignment.ts";
export type { Kernel } from "./src/mlmc/kernel.ts";
export type { KernelPrior } from "./src/mlmc/kernel_prior.ts";
export type { PresetName } from "./src/mlmc/presets.ts";
export { CheckpointError } from "./src/usrnet/checkpoint/checkpoint_error.ts";
export type { StoredTensor } from "./src/usrnet/checkpoint/stored_tensor.ts";
export { readUsrnetWeights, type UsrnetWeights } from "./src/usrnet/weights.ts";
export {
  type Checkpoint,
  estimateKernel,
  type Part,
  type Progress,
  upscale,
  type UpscaleOptions,
  type UpscaleResult,
} from "./src/upscale.ts";

if (import.meta.main) {
  const { main } = await import("./src/cli/main.ts");
  Deno.exit(await main(Deno.args));
}
