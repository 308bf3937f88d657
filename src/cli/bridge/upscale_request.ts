import type {
  RequestResult,
  UpscaleRequest,
} from "../../../plugins/gimp-bridge/messages.ts";
import { pictureOf, pixelsOf } from "../../../plugins/gimp-bridge/pixels.ts";
import type { Watch, Work } from "../../../plugins/gimp-bridge/service.ts";
import type { EngineName } from "../../engine/mod.ts";
import { encodeImage } from "../../image/file/encode.ts";
import type { Raster } from "../../image/raster.ts";
import { type Progress, upscale, type UpscaleResult } from "../../upscale.ts";
import { LEAST_SIDE } from "../../validate.ts";
import { Failure, warn } from "../errors.ts";
import { Preview } from "../preview.ts";
import { readPicture } from "../read_files.ts";
import { kernelWidth } from "../report/kernel_width.ts";
import { explained } from "../too_large.ts";
import { readWeightsFile } from "../weights/read_weights_file.ts";
import { checkOutputs, writeFiles } from "../write_files.ts";

/**
 * Upscales as a message says: reads the picture, solves it, writes the result.
 *
 * @param device What to compute on where a message does not say.
 * @returns What does a request.
 */
export function upscaleRequest(device: EngineName): Work {
  return async (request, watch) => {
    const { input, output, preview, options } = request;
    const isFile = typeof input === "string";
    const picture = isFile ? await readInput(input) : pictureOf(input);
    const weights = options.restorer === "usrnet"
      ? readWeightsFile(options.weights)
      : undefined;
    const read = [isFile ? input : undefined, options.weights];
    await checkOutputs(
      [output, preview].filter((path) => path !== undefined),
      read.filter((path) => path !== undefined),
    );
    const result = await upscale(picture, {
      device,
      ...options,
      weights,
      signal: watch.signal,
      onProgress: previewing(request, picture, watch),
    }).catch((error) => {
      throw explained(error, picture, options.scale);
    });
    watch.signal.throwIfAborted();
    return await deliver(request, result, watch.signal);
  };
}

async function readInput(path: string): Promise<Raster> {
  const { picture } = await readPicture(path);
  const { width, height } = picture;
  if (Math.min(width, height) >= LEAST_SIDE) return picture;
  throw new Failure(
    `${path} is too small, ${width}×${height} pixels; give at least ${LEAST_SIDE}×${LEAST_SIDE}`,
  );
}

/** Tells of steps, and writes the picture so far if it is wanted. */
function previewing(
  { preview: path }: UpscaleRequest,
  { file }: Raster,
  { onProgress, onPreview }: Watch,
): (progress: Progress) => Promise<void> {
  if (path === undefined) return onProgress;
  let isWritten = false;
  const preview = new Preview(path, file, (problem) => {
    isWritten = false;
    warn(problem);
  });
  return async (progress) => {
    await onProgress(progress);
    isWritten = false;
    // It asks for the picture when it writes one.
    const image = () => {
      isWritten = true;
      return progress.image();
    };
    await preview.update({ ...progress, image });
    if (isWritten) onPreview(path);
  };
}

async function deliver(
  { input, output }: UpscaleRequest,
  { image, kernel, ...found }: UpscaleResult,
  signal: AbortSignal,
): Promise<RequestResult> {
  if (output !== undefined) {
    const bytes = await encodeImage(image, "png");
    signal.throwIfAborted();
    await writeFiles([{ path: output, bytes }]);
  }
  const { width, height } = image;
  return {
    output,
    pixels: typeof input === "string" ? undefined : pixelsOf(image, input),
    width,
    height,
    kernelWidth: kernelWidth(kernel),
    ...found,
  };
}
