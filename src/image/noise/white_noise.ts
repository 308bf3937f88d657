import type { Raster } from "../raster.ts";

/** Side of the patches, in pixels. */
const PATCH = 7;
/** Values of a patch. */
const SIZE = PATCH * PATCH;
/** Patches that are looked at, about; a large picture has no more to say. */
const PATCHES = 100_000;
/** Fewer patches tell nothing. */
const LEAST_PATCHES = 4 * SIZE;
/** A value so near 0 or 1 was cut off there, and its noise with it. */
const CUT_OFF = 1.5 / 255;
/** Times that patches with texture are left out and the rest is looked at again. */
const ROUNDS = 8;
/** Mean of the squared differences of neighbours in a patch of mere noise, for a variance of 1. */
const ROUGHNESS = 2;
/** How far above that a patch may lie before it has texture, about three standard deviations. */
const ROUGHNESS_MARGIN = 1.7;

/**
 * Estimates the white noise of a picture from its patches: what is alike in all
 * directions of their space is noise, for pictures fill only a few of them
 * (Chen, Zhu and Heng, ICCV 2015). Patches that are rougher than the noise so
 * found have texture; without them it is found again, until none is left to
 * leave out (after Liu, Tanaka and Okutomi, TIP 2013).
 *
 * @param raster The picture.
 * @returns The standard deviation over the three channels, in values of 0..1;
 * 0 where the picture is too small to tell.
 */
export async function estimateWhiteNoise(raster: Raster): Promise<number> {
  const { EVD, Matrix } = await import("ml-matrix");
  const varianceOf = (covariance: Float64Array): number => {
    const matrix = Matrix.from1DArray(SIZE, SIZE, covariance);
    const { realEigenvalues } = new EVD(matrix, { assumeSymmetric: true });
    return noiseVariance([...realEigenvalues].sort((a, b) => b - a));
  };
  let sum = 0;
  for (let channel = 0; channel < 3; channel++) {
    sum += channelVariance(raster, channel, varianceOf);
  }
  return Math.sqrt(sum / 3);
}

function channelVariance(
  raster: Raster,
  channel: number,
  varianceOf: (covariance: Float64Array) => number,
): number {
  let choice: Choice = { margin: CUT_OFF, roughest: Infinity };
  let covariance = patchCovariance(raster, channel, choice);
  if (!covariance) {
    choice = { ...choice, margin: -Infinity };
    covariance = patchCovariance(raster, channel, choice);
  }
  let variance = 0;
  for (let round = 0; covariance && round < ROUNDS; round++) {
    variance = varianceOf(covariance);
    const roughest = ROUGHNESS_MARGIN * ROUGHNESS * variance;
    if (roughest >= choice.roughest) break;
    choice = { ...choice, roughest };
    covariance = patchCovariance(raster, channel, choice);
  }
  return variance;
}

/** Leaves out the largest eigenvalues until the mean of the rest is their median. */
function noiseVariance(eigenvalues: number[]): number {
  let rest = eigenvalues.reduce((a, b) => a + b);
  for (let i = 0; i < SIZE; i++) {
    const mean = rest / (SIZE - i);
    const median = eigenvalues[i + ((SIZE - i) >> 1)];
    if (mean <= median) return Math.max(mean, 0);
    rest -= eigenvalues[i];
  }
  return 0;
}

/** Which patches are looked at. */
interface Choice {
  /** How clear of 0 and 1 they keep. */
  margin: number;
  /** The most that neighbours may differ, squared and on the mean. */
  roughest: number;
}

/** Nothing if the patches are few. */
function patchCovariance(
  raster: Raster,
  channel: number,
  choice: Choice,
): Float64Array | undefined {
  const columns = raster.width - PATCH + 1;
  const places = columns * (raster.height - PATCH + 1);
  if (columns < 1 || places < LEAST_PATCHES) return undefined;
  const every = Math.max(1, Math.round(places / PATCHES));
  const sums = new Float64Array(SIZE);
  const products = new Float64Array(SIZE * SIZE);
  const patch = new Float64Array(SIZE);
  let count = 0;
  for (let place = 0; place < places; place += every) {
    const [left, top] = [place % columns, Math.floor(place / columns)];
    readPatch(raster, channel, left, top, patch);
    if (!isChosen(patch, choice)) continue;
    count++;
    for (let i = 0; i < SIZE; i++) {
      sums[i] += patch[i];
      for (let j = 0; j <= i; j++) {
        products[i * SIZE + j] += patch[i] * patch[j];
      }
    }
  }
  if (count < LEAST_PATCHES) return undefined;
  return covarianceOf(sums, products, count);
}

function readPatch(
  { width, data }: Raster,
  channel: number,
  left: number,
  top: number,
  patch: Float64Array,
): void {
  for (let i = 0; i < SIZE; i++) {
    const [x, y] = [left + i % PATCH, top + Math.floor(i / PATCH)];
    patch[i] = data[3 * (y * width + x) + channel];
  }
}

function isChosen(
  patch: Float64Array,
  { margin, roughest }: Choice,
): boolean {
  let [sum, count] = [0, 0];
  for (let i = 0; i < SIZE; i++) {
    if (patch[i] < margin || patch[i] > 1 - margin) return false;
    if (i % PATCH > 0) {
      sum += (patch[i] - patch[i - 1]) ** 2;
      count++;
    }
    if (i >= PATCH) {
      sum += (patch[i] - patch[i - PATCH]) ** 2;
      count++;
    }
  }
  return sum / count <= roughest;
}

function covarianceOf(
  sums: Float64Array,
  products: Float64Array,
  count: number,
): Float64Array {
  const covariance = new Float64Array(SIZE * SIZE);
  for (let i = 0; i < SIZE; i++) {
    for (let j = 0; j <= i; j++) {
      const value = products[i * SIZE + j] / count -
        sums[i] * sums[j] / count ** 2;
      covariance[i * SIZE + j] = value;
      covariance[j * SIZE + i] = value;
    }
  }
  return covariance;
}
