import { type Box, crop } from "../image/crop.ts";
import { isFlat } from "../image/flaw.ts";
import type { Raster } from "../image/raster.ts";
import { enlargeBicubic } from "../image/resize.ts";
import { kernelSize } from "../mlmc/alignment.ts";
import { type Kernel, normalised } from "../mlmc/kernel.ts";
import { middleKernel } from "../mlmc/kernel_prior.ts";
import { Canvas } from "./canvas.ts";
import { doubtsOf } from "./doubts.ts";
import type { Enlarged } from "./enlarge.ts";
import { layTiles } from "./tiles.ts";
import type { Work, WorkOptions } from "./work.ts";

/** How a picture is divided. */
export interface Division {
  /** Side of a tile in its pixels. */
  side: number;
  /** The parts that the kernel is estimated on. */
  parts: Box[];
}

/** What all parts of the work need. */
interface Setting {
  image: Raster;
  tiles: Box[];
  canvas: Canvas;
  work: Work;
  options: WorkOptions;
}

/**
 * Enlarges a picture in tiles that overlap and share one kernel.
 *
 * @param image The picture.
 * @param division How it is divided.
 * @param work Solves the parts.
 * @param options How; a given kernel is placed as the convention has it.
 * @returns The enlarged picture.
 */
export async function enlargeInTiles(
  image: Raster,
  { side, parts }: Division,
  work: Work,
  options: WorkOptions,
): Promise<Enlarged> {
  const tiles = layTiles(image, side);
  const canvas = new Canvas(image, options.scale, tiles);
  const setting = { image, tiles, canvas, work, options };
  work.plan(tiles, true);
  const kernel = options.kernel ?? await sharedKernel(parts, setting);
  const sums = { misfit: 0, plainMisfit: 0 };
  for (const i of tiles.keys()) {
    if (work.isFinished) break;
    const [values, misfit, plainMisfit] = await solveTile(i, kernel, setting);
    canvas.lay(tiles[i], values);
    sums.misfit += misfit / tiles.length;
    sums.plainMisfit += plainMisfit / tiles.length;
  }
  const isKernelGiven = options.kernel !== undefined;
  return {
    data: canvas.finish(),
    kernel,
    doubts: doubtsOf({ kernel, isKernelGiven, ...sums, noise: options.noise }),
    tiles: tiles.length,
  };
}

/** The mean of the parts' kernels. */
async function sharedKernel(parts: Box[], setting: Setting): Promise<Kernel> {
  const { work, options: { scale, alignment } } = setting;
  work.plan(parts, false);
  const kernels: Float32Array[] = [];
  for (const i of parts.keys()) {
    if (work.isFinished) break;
    kernels.push(await solveForKernel(i, parts, setting));
  }
  if (kernels.length === 0) return middleKernel(scale, alignment);
  const { length } = kernels[0];
  const sums = Array.from(
    { length },
    (_, i) => kernels.reduce((sum, kernel) => sum + kernel[i], 0),
  );
  return normalised(Math.sqrt(length), sums);
}

async function solveForKernel(
  i: number,
  parts: Box[],
  { image, tiles, canvas, work, options }: Setting,
): Promise<Float32Array> {
  const { scale, checkpoint } = options;
  const name = `kernel ${i + 1}`;
  const kept = await checkpoint?.get(name);
  if (kept?.length === kernelSize(scale) ** 2) {
    work.skip(parts[i], false);
    return kept;
  }
  const { kernel, values } = await work.solve({
    image: crop(image, parts[i]),
    part: { purpose: "kernel", index: i + 1, count: parts.length },
    show: (values) => canvas.preview(parts[i], values),
  });
  if (!work.isFinished) await checkpoint?.set(name, kernel.data);
  else if (isWhole(parts[i], image) && tiles.length === 1) {
    // The caller wants the picture so far, and this is all of it.
    canvas.lay(tiles[0], values);
  }
  return kernel.data;
}

/** Gives the tile's values, their misfit and that of the bicubic enlargement. */
async function solveTile(
  i: number,
  kernel: Kernel,
  { image, tiles, canvas, work, options }: Setting,
): Promise<[Float32Array, number, number]> {
  const { scale, checkpoint } = options;
  const tile = tiles[i];
  const part = crop(image, tile);
  const length = part.data.length * scale ** 2;
  const name = `tile ${i + 1}`;
  const kept = await checkpoint?.get(name);
  if (kept?.length === length + 2) {
    work.skip(tile, true);
    return [kept.subarray(0, length), kept[length], kept[length + 1]];
  }
  if (isFlat(part.data)) {
    work.skip(tile, true);
    return [enlargeBicubic(part, scale).data, 0, 0];
  }
  const { values, misfit, plainMisfit } = await work.solve({
    image: part,
    kernel,
    part: { purpose: "tile", index: i + 1, count: tiles.length },
    show: (values) => canvas.preview(tile, values),
  });
  if (!work.isFinished) {
    const record = new Float32Array(length + 2);
    record.set(values);
    record.set([misfit, plainMisfit], length);
    await checkpoint?.set(name, record);
  }
  return [values, misfit, plainMisfit];
}

function isWhole({ width, height }: Box, image: Raster): boolean {
  return width === image.width && height === image.height;
}
