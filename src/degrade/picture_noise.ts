import type { Raster } from "../image/raster.ts";
import type { Random } from "../mlmc/random.ts";

/**
 * Adds white Gaussian noise, of its own in each channel.
 *
 * @param picture The picture.
 * @param sigma Its standard deviation, in the values 0..1.
 * @param random Where the numbers come from.
 * @returns The noisy picture; its values may lie outside 0..1.
 */
export function withNoise(
  picture: Raster,
  sigma: number,
  random: Random,
): Raster {
  const data = picture.data.map((value) => value + sigma * random.normal());
  return { ...picture, data };
}
