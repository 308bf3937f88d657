import type { Raster } from "../raster.ts";
import { estimateBlocking } from "./blocks.ts";
import { estimateGrain } from "./grain.ts";
import { estimateWhiteNoise } from "./white_noise.ts";

/** What fine texture of pictures without noise is taken for, as measured; it comes off. */
const TEXTURE = 2.7 / 255;
/** Grain is so many times the white noise that is found in it, at most; beyond it is texture. */
const MOST_GRAIN = 2.5;

/**
 * Estimates the noise of a picture: what its sensor, its film and its
 * compression added.
 *
 * @param raster The picture.
 * @returns The standard deviation, in values of 0..1; 0 where it is not to be
 * told from texture.
 */
export async function estimateNoise(raster: Raster): Promise<number> {
  const white = await estimateWhiteNoise(raster);
  const grain = Math.min(estimateGrain(raster), MOST_GRAIN * white);
  const noise = Math.max(white, grain);
  return Math.sqrt(
    Math.max(noise ** 2 - TEXTURE ** 2, 0) + estimateBlocking(raster) ** 2,
  );
}
