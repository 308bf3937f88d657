import type { Raster } from "../raster.ts";

/** Side of the patches, in pixels. */
const PATCH = 7;
/** How far apart patches begin, in both directions. */
const STEP = 2;
/** Fewer patches need not have a flat one among them. */
const LEAST_PATCHES = 800;
/** The share of the patches that is flatter than the one that counts. */
const SHARE = 0.02;
/** A patch with a value so near 0 or 1 does not count: its grain is cut off. */
const CUT_OFF = 1.5 / 255;

/**
 * Measures the grain of a picture where it is flattest, whatever its texture:
 * coarse grain, too, which an estimate of white noise does not see. Of a
 * picture that is flat nowhere it measures the texture.
 *
 * @param raster The picture.
 * @returns The standard deviation over the three channels, in values of 0..1;
 * 0 where the picture is too small to tell.
 */
export function estimateGrain(raster: Raster): number {
  const variances = [0, 1, 2].map((channel) => {
    const all = patchVariances(raster, channel);
    if (all.length < LEAST_PATCHES) return 0;
    return all.sort()[Math.floor(SHARE * all.length)];
  });
  return Math.sqrt(variances.reduce((a, b) => a + b) / 3);
}

function patchVariances(raster: Raster, channel: number): Float64Array {
  const variances: number[] = [];
  for (let top = 0; top + PATCH <= raster.height; top += STEP) {
    for (let left = 0; left + PATCH <= raster.width; left += STEP) {
      const variance = patchVariance(raster, channel, left, top);
      if (variance !== undefined) variances.push(variance);
    }
  }
  return Float64Array.from(variances);
}

/** What is left of a patch without its mean and its slopes. */
function patchVariance(
  { width, data }: Raster,
  channel: number,
  left: number,
  top: number,
): number | undefined {
  const middle = PATCH >> 1;
  const count = PATCH * PATCH;
  let [sum, across, down, squares] = [0, 0, 0, 0];
  for (let y = 0; y < PATCH; y++) {
    for (let x = 0; x < PATCH; x++) {
      const value = data[3 * ((top + y) * width + left + x) + channel];
      if (value < CUT_OFF || value > 1 - CUT_OFF) return undefined;
      sum += value;
      across += value * (x - middle);
      down += value * (y - middle);
      squares += value * value;
    }
  }
  const spread = PATCH * 2 * sumOfSquares(middle);
  const rest = squares - sum * sum / count - (across ** 2 + down ** 2) / spread;
  return Math.max(rest, 0) / (count - 3);
}

/** 1² + 2² + … + n². */
function sumOfSquares(n: number): number {
  return n * (n + 1) * (2 * n + 1) / 6;
}
