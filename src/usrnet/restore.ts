import { crop } from "../image/crop.ts";
import type { Raster } from "../image/raster.ts";
import { cutOff } from "../image/resize.ts";
import {
  type Alignment,
  sampling,
  type ScaleFactor,
} from "../mlmc/alignment.ts";
import type { Kernel } from "../mlmc/kernel.ts";
import { directLength } from "./row_transform.ts";
import { usrnet } from "./usrnet.ts";
import type { UsrnetWeights } from "./weights.ts";

/** Pixels of the low-resolution picture over which one border goes over into the opposite one, at least. */
const SEAM = 16;

/** How to restore. */
export interface RestoreOptions {
  /** How many times larger the result is. */
  scale: ScaleFactor;
  /** The convention of the picture and the kernel. */
  alignment: Alignment;
  /** The blur kernel, where the convention has it. */
  kernel: Kernel;
  /** Standard deviation of the noise, 0..1. */
  noise: number;
  /** The weights. */
  weights: UsrnetWeights;
}

/** The state after an iteration. */
export interface RestoreStep {
  /** Iterations done. */
  step: number;
  /** Iterations in all. */
  steps: number;
  /** The picture so far, RGB row by row, 0..1. */
  image: Float32Array;
}

/**
 * Restores the sharp picture with USRNet, which takes pictures for wrapped
 * around. Test data is; a photo is made to be, by a seam of mirrored pixels
 * that is cut off again, so that opposite borders do not ring into each other.
 *
 * @param picture The low-resolution picture.
 * @param options How.
 * @returns A generator of the states; the last one's picture is the result.
 */
export async function* restore(
  picture: Raster,
  { scale, alignment, kernel, noise, weights }: RestoreOptions,
): AsyncGenerator<RestoreStep, void> {
  const { phase } = sampling(scale, alignment);
  const wrapped = alignment === "aligned" ? withSeam(picture, scale) : picture;
  const degradation = { ...wrapped, kernel, scale, phase };
  const large = {
    width: wrapped.width * scale,
    height: wrapped.height * scale,
  };
  const kept = {
    left: 0,
    top: 0,
    width: picture.width * scale,
    height: picture.height * scale,
  };
  for await (const { image, ...done } of usrnet(degradation, noise, weights)) {
    const { data } = crop({ ...large, data: image }, kept);
    // A copy: the next iteration goes on from what is not cut off.
    yield { ...done, image: cutOff(data.slice()) };
  }
}

/** A picture with more pixels at the right and the bottom, which lead over to the left and the top. */
function withSeam({ width, height, data }: Raster, scale: number): Raster {
  const columns = bridged(width, scale);
  const rows = bridged(height, scale);
  const mixed = new Float32Array(columns.length * rows.length * 3);
  rows.forEach((row, y) =>
    columns.forEach((column, x) => {
      for (let c = 0; c < 3; c++) {
        const mix = (at: number) =>
          column.weight * data[3 * (at * width + column.near) + c] +
          (1 - column.weight) * data[3 * (at * width + column.far) + c];
        mixed[3 * (y * columns.length + x) + c] = row.weight * mix(row.near) +
          (1 - row.weight) * mix(row.far);
      }
    })
  );
  return { width: columns.length, height: rows.length, data: mixed };
}

/** A place of the longer axis: the mixture of two of the picture's. */
interface Place {
  near: number;
  far: number;
  /** Of the near one. */
  weight: number;
}

/** The places of an axis that is longer by a seam; its enlargement has a fast transform. */
function bridged(length: number, scale: number): Place[] {
  let total = length + SEAM;
  while (directLength(total * scale) !== total * scale) total++;
  const seam = total - length;
  return Array.from({ length: total }, (_, i) => {
    if (i < length) return { near: i, far: i, weight: 1 };
    const t = (i - length + 0.5) / seam;
    return {
      near: mirrored(2 * length - 1 - i, length),
      far: mirrored(total - 1 - i, length),
      weight: 1 - t * t * (3 - 2 * t),
    };
  });
}

/** The place within an axis that lies there when it is mirrored at its ends. */
function mirrored(place: number, length: number): number {
  const period = 2 * length;
  const folded = ((place % period) + period) % period;
  return folded < length ? folded : period - 1 - folded;
}
