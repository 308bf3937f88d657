import type { Engine } from "../engine/mod.ts";
import type { Box } from "../image/crop.ts";
import { isFlat } from "../image/flaw.ts";
import type { Raster } from "../image/raster.ts";
import { enlargeBicubic } from "../image/resize.ts";
import type { Kernel } from "../mlmc/kernel.ts";
import { middleKernel } from "../mlmc/kernel_prior.ts";
import type { PresetName } from "../mlmc/presets.ts";
import { placeKernel } from "../mlmc/place_kernel.ts";
import { doubtsOf } from "./doubts.ts";
import { enlargeInTiles } from "./in_tiles.ts";
import { kernelParts } from "./kernel_parts.ts";
import { mostPixels } from "./memory.ts";
import { Work, type WorkOptions } from "./work.ts";

/** Side of a tile in pixels of the result: a larger one overlaps little less, a smaller one much more. */
const TILE = 512;

/** The same for the restoration, which takes less memory. */
const RESTORED_TILE = 1024;
/** The most pixels that are restored at once: a step, within which nothing can stop it, takes two seconds then. */
const MOST_RESTORED = 2 * RESTORED_TILE ** 2;

/** A picture enlarged. */
export interface Enlarged {
  /** RGB row by row, 0..1. */
  data: Float32Array;
  /** The kernel. */
  kernel: Kernel;
  /** Why a plain enlargement may be better. */
  doubts: string[];
  /** How many tiles it was solved in. */
  tiles: number;
}

/**
 * Enlarges a picture, whole if the engine's memory holds it, else in tiles.
 *
 * @param image The picture; its opacities are left out of account.
 * @param engine The engine, open.
 * @param options How.
 * @returns The enlarged picture, its kernel and what is to be said of them.
 */
export async function enlarge(
  image: Raster,
  engine: Engine,
  options: WorkOptions,
): Promise<Enlarged> {
  const { scale, alignment } = options;
  const kernel = options.kernel &&
    placeKernel(options.kernel, scale, alignment);
  if (isFlat(image.data)) {
    return {
      data: enlargeBicubic(image, scale).data,
      kernel: kernel ?? middleKernel(scale, alignment),
      doubts: ["the picture has one colour, which tells nothing of its blur"],
      tiles: 1,
    };
  }
  const work = new Work(options);
  const known = { ...options, kernel };
  const solvable = sideOf(image, engine, options, options.preset);
  const isSolvedWhole = Math.max(image.width, image.height) <= solvable;
  if (options.restorer === "usrnet") {
    const side = sideOf(image, engine, options, "usrnet");
    const parts = isSolvedWhole ? [whole(image)] : kernelParts(image, scale);
    return await enlargeInTiles(image, { side, parts }, work, known);
  }
  if (isSolvedWhole) return await enlargeWhole(image, work, known);
  const parts = kernelParts(image, scale);
  return await enlargeInTiles(image, { side: solvable, parts }, work, known);
}

/** Side of a tile in pixels of the low-resolution picture; its longer side if it fits whole. */
function sideOf(
  { width, height }: Raster,
  engine: Engine,
  { scale, tile }: WorkOptions,
  method: PresetName | "usrnet",
): number {
  if (tile !== undefined) return tile;
  const isRestored = method === "usrnet";
  const most = Math.min(
    mostPixels(engine, method),
    isRestored ? MOST_RESTORED : Infinity,
  );
  if (width * height * scale ** 2 <= most) return Math.max(width, height);
  const side = isRestored ? RESTORED_TILE : TILE;
  return Math.floor(Math.min(side, Math.sqrt(most)) / scale);
}

function whole({ width, height }: Raster): Box {
  return { left: 0, top: 0, width, height };
}

async function enlargeWhole(
  image: Raster,
  work: Work,
  options: WorkOptions,
): Promise<Enlarged> {
  const { scale, kernel, noise } = options;
  const size = { width: image.width * scale, height: image.height * scale };
  work.plan([image], kernel !== undefined);
  const done = await work.solve({
    image,
    kernel,
    show: (data) => ({ ...size, data }),
  });
  const isKernelGiven = kernel !== undefined;
  return {
    data: done.values,
    kernel: done.kernel,
    doubts: doubtsOf({ ...done, isKernelGiven, noise }),
    tiles: 1,
  };
}
