import { lumaOf } from "../luma.ts";
import type { Raster } from "../raster.ts";

/** Side of the blocks of a JPEG picture. */
const BLOCK = 8;
/** With fewer blocks along a side, chance makes them up. */
const LEAST_BLOCKS = 8;
/** Jumps count no more than this, in levels of 255: the rest of a larger one is an edge of the picture. */
const LARGEST_JUMP = 20;
/** The least excess of squared jumps, in squared levels; pictures without blocks stay below. */
const LEAST_EXCESS = 15;
/** How far the columns of one phase must stand out, in standard deviations of the others. */
const LEAST_CONTRAST = 3;
/** Variance of the error for each squared level of excess, as measured over qualities from 10 to 85. */
const VARIANCE_PER_EXCESS = 0.4;

/**
 * Estimates the error that JPEG left in a picture, by the jumps between its
 * blocks. They are looked for at any place, since the picture may have been
 * cut and saved in another format since.
 *
 * @param raster The picture.
 * @returns The error's standard deviation, in values of 0..1; 0 where there
 * are no blocks.
 */
export function estimateBlocking({ width, height, data }: Raster): number {
  const luma = Float64Array.from(
    { length: width * height },
    (_, pixel) => 255 * lumaOf(data, pixel),
  );
  const across = excessOfJumps(luma, { length: width, step: 1 }, {
    length: height,
    step: width,
  });
  const down = excessOfJumps(luma, { length: height, step: width }, {
    length: width,
    step: 1,
  });
  return Math.sqrt(VARIANCE_PER_EXCESS * Math.min(across, down)) / 255;
}

/** How many pixels there are along an axis, and how far apart they lie in memory. */
interface Axis {
  length: number;
  step: number;
}

/** How much larger squared jumps are at one of eight phases than at the others; 0 unless it stands out. */
function excessOfJumps(luma: Float64Array, along: Axis, across: Axis): number {
  if (along.length < LEAST_BLOCKS * BLOCK) return 0;
  const sums = new Float64Array(BLOCK);
  const counts = new Float64Array(BLOCK);
  for (let i = 2; i < along.length - 1; i++) {
    for (let j = 0; j < across.length; j++) {
      const at = i * along.step + j * across.step;
      const [before, here] = [luma[at - along.step], luma[at]];
      const slope = (before - luma[at - 2 * along.step] +
        luma[at + along.step] - here) / 2;
      const jump = Math.min(Math.abs(here - before - slope), LARGEST_JUMP);
      sums[i % BLOCK] += jump ** 2;
      counts[i % BLOCK]++;
    }
  }
  const means = sums.map((sum, phase) => sum / counts[phase]).sort();
  const others = means.subarray(0, BLOCK - 1);
  const mean = others.reduce((a, b) => a + b) / others.length;
  const spread = Math.sqrt(
    others.reduce((sum, value) => sum + (value - mean) ** 2, 0) / others.length,
  );
  const excess = means[BLOCK - 1] - mean;
  const standsOut = excess > LEAST_EXCESS && excess > LEAST_CONTRAST * spread;
  return standsOut ? excess : 0;
}
