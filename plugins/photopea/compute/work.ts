/// <reference lib="webworker" />
import { progressStates } from "../../../src/cli/progress_state.ts";
import { Throttle } from "../../../src/cli/throttle.ts";
import { EngineError } from "../../../src/engine/device/engine_error.ts";
import { kernelRows } from "../../../src/image/kernel_picture.ts";
import type { Raster } from "../../../src/image/raster.ts";
import { upscale } from "../../../src/upscale.ts";
import { imageDataOf } from "../image_data.ts";
import { PanelError } from "../panel_error.ts";
import type { JobOptions } from "../../../src/service/work.ts";
import type { Outcome } from "./compute.ts";
import { readPng, writePng } from "./png.ts";
import type { Order, Report } from "./worker_messages.ts";

/** Milliseconds between two previews, at least. */
const PREVIEW_INTERVAL = 3000;

/**
 * Does what an order asks for.
 *
 * @param order What to upscale, and how.
 * @param tell Told how far it is.
 * @returns What came of it.
 */
export async function work(
  { id, png, options }: Extract<Order, { type: "run" }>,
  tell: (report: Report, transfer?: Transferable[]) => void,
): Promise<Outcome> {
  const picture = await readPng(png);
  const previews = new Throttle(PREVIEW_INTERVAL);
  const tellProgress = progressStates((standing) =>
    tell({ type: "progress", id, standing })
  );
  const { image, kernel, doubts } = await upscale(picture, {
    ...options,
    device: "webgpu",
    async onProgress(progress) {
      await tellProgress(progress);
      if (progress.stage === "warm-up") return;
      await previews.run(async () => {
        const picture = await createImageBitmap(
          imageDataOf(await progress.image()),
        );
        tell({ type: "preview", id, picture }, [picture]);
      });
    },
  }).catch((error) => {
    throw inPlainWords(error, picture, options);
  });
  const { size } = kernel;
  return {
    png: await writePng(image),
    kernel: { size, rows: kernelRows(kernel) },
    doubts,
  };
}

/** The engine's advice is for who calls it from a terminal. */
function inPlainWords(
  error: unknown,
  { width, height }: Raster,
  { scale }: JobOptions,
): unknown {
  if (!(error instanceof EngineError)) return error;
  const size = `${width * scale} × ${height * scale} pixels`;
  const message = {
    unavailable: "This browser lets no page compute on a graphics card.",
    memory: `The graphics card's memory does not hold a result of ${size}.`,
    lost: `The graphics card was lost, at a result of ${size}.`,
    refused: `The graphics card refused a result of ${size}.`,
    "no-picture": `${error.message}.`,
  }[error.problem];
  const advice = error.problem === "no-picture"
    ? ""
    : " Enlarge it less, or let the local service compute.";
  return new PanelError(message + advice, { cause: error });
}
