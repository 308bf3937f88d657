/// <reference lib="webworker" />
/**
 * Upscales a picture beside the thread that serves clients.
 *
 * @module
 */
import { decodeImage } from "../../image/file/decode.ts";
import { encodeImage } from "../../image/file/encode.ts";
import { kernelRows } from "../../image/kernel_picture.ts";
import type { FileTraits } from "../../image/raster.ts";
import type { JobResult } from "../../service/work.ts";
import { type Progress, upscale } from "../../upscale.ts";
import { messageOf, report } from "../errors.ts";
import { progressStates } from "../progress_state.ts";
import { Throttle } from "../throttle.ts";
import { explained } from "../too_large.ts";
import { readWeightsFile } from "../weights/read_weights_file.ts";
import type { FromWorker, ToWorker } from "./upscale_messages.ts";

/** Least time between two pictures so far, in milliseconds. */
const INTERVAL = 3000;

const stop = new AbortController();

self.onmessage = async ({ data }: MessageEvent<ToWorker>) => {
  if (data.type === "stop") return stop.abort();
  try {
    say({ type: "result", result: await upscaled(data) });
  } catch (error) {
    if (!stop.signal.aborted) report(error);
    say({ type: "failure", message: messageOf(error) });
  }
};

async function upscaled(
  { png, options, device }: ToWorker & { type: "upscale" },
): Promise<JobResult> {
  const picture = await decodeImage(png);
  const weights = options.restorer === "usrnet"
    ? readWeightsFile(undefined)
    : undefined;
  const { image, kernel, doubts } = await upscale(picture, {
    ...options,
    weights,
    device,
    signal: stop.signal,
    onProgress: telling(picture.file),
  }).catch((error) => {
    throw explained(error, picture, options.scale);
  });
  return {
    png: await encodeImage(image, "png"),
    kernel: { size: kernel.size, rows: kernelRows(kernel) },
    doubts,
  };
}

/** Tells of steps and, every few seconds, of the picture so far. */
function telling(
  file: FileTraits | undefined,
): (progress: Progress) => Promise<void> {
  const tell = progressStates((state) => say({ type: "progress", state }));
  const throttle = new Throttle(INTERVAL);
  return async (progress) => {
    await tell(progress);
    await throttle.run(async () => {
      const picture = { ...await progress.image(), file };
      say({ type: "preview", png: await encodeImage(picture, "png") });
    });
  };
}

function say(message: FromWorker): void {
  self.postMessage(message);
}
