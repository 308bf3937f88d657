import type { Engine } from "../engine/mod.ts";
import { isFlat } from "../image/flaw.ts";
import type { Raster } from "../image/raster.ts";
import { enlargeBicubic } from "../image/resize.ts";
import type { Kernel } from "../mlmc/kernel.ts";
import { middleKernel } from "../mlmc/kernel_prior.ts";
import { placeKernel } from "../mlmc/place_kernel.ts";
import { doubtsOf } from "./doubts.ts";
import { enlargeInTiles } from "./in_tiles.ts";
import { mostPixels } from "./memory.ts";
import { Work, type WorkOptions } from "./work.ts";

/** Side of a tile in pixels of the result: a larger one overlaps little less, a smaller one much more. */
const TILE = 512;

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
  const side = options.tile ?? tileSide(image, engine, options);
  const work = new Work(options);
  return Math.max(image.width, image.height) <= side
    ? await enlargeWhole(image, work, { ...options, kernel })
    : await enlargeInTiles(image, side, work, { ...options, kernel });
}

/** In pixels of the low-resolution picture; its longer side if it fits whole. */
function tileSide(
  { width, height }: Raster,
  engine: Engine,
  { scale, preset }: WorkOptions,
): number {
  const most = mostPixels(engine, preset);
  if (width * height * scale ** 2 <= most) return Math.max(width, height);
  return Math.floor(Math.min(TILE, Math.sqrt(most)) / scale);
}

async function enlargeWhole(
  image: Raster,
  work: Work,
  options: WorkOptions,
): Promise<Enlarged> {
  const { scale, kernel, noise } = options;
  const size = { width: image.width * scale, height: image.height * scale };
  work.plan([image]);
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
