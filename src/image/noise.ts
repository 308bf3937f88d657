import type { Raster } from "./raster.ts";

/** Side of the patches, in pixels. */
const PATCH = 7;
/** Values of a patch. */
const SIZE = PATCH * PATCH;
/** Patches that are looked at, about; a large picture has no more to say. */
const PATCHES = 100_000;
/** A value so near 0 or 1 was cut off there, and its noise with it. */
const CUT_OFF = 1.5 / 255;

/**
 * Estimates the noise of a picture from its patches: what is alike in all
 * directions of their space is noise, for pictures fill only a few of them
 * (Chen, Zhu and Heng, ICCV 2015).
 *
 * @param raster The picture.
 * @returns The standard deviation over the three channels, in values of 0..1;
 * 0 where the picture is too small to tell.
 */
export async function estimateNoise(raster: Raster): Promise<number> {
  const { EVD, Matrix } = await import("ml-matrix");
  let sum = 0;
  for (let channel = 0; channel < 3; channel++) {
    const covariance = patchCovariance(raster, channel, CUT_OFF) ??
      patchCovariance(raster, channel, -Infinity);
    if (!covariance) return 0;
    const { realEigenvalues } = new EVD(
      Matrix.from1DArray(SIZE, SIZE, covariance),
      {
        assumeSymmetric: true,
      },
    );
    sum += noiseVariance([...realEigenvalues].sort((a, b) => b - a));
  }
  return Math.sqrt(sum / 3);
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

/** Of the patches that keep clear of 0 and 1 by `margin`; nothing if they are few. */
function patchCovariance(
  { width, height, data }: Raster,
  channel: number,
  margin: number,
): Float64Array | undefined {
  const places = (width - PATCH + 1) * (height - PATCH + 1);
  if (width < PATCH || height < PATCH || places < 4 * SIZE) return undefined;
  const every = Math.max(1, Math.round(places / PATCHES));
  const sums = new Float64Array(SIZE);
  const products = new Float64Array(SIZE * SIZE);
  const patch = new Float64Array(SIZE);
  let count = 0;
  for (let place = 0; place < places; place += every) {
    const left = place % (width - PATCH + 1);
    const top = Math.floor(place / (width - PATCH + 1));
    let isCutOff = false;
    for (let i = 0; i < SIZE; i++) {
      const [x, y] = [left + i % PATCH, top + Math.floor(i / PATCH)];
      patch[i] = data[3 * (y * width + x) + channel];
      isCutOff ||= patch[i] < margin || patch[i] > 1 - margin;
    }
    if (isCutOff) continue;
    count++;
    for (let i = 0; i < SIZE; i++) {
      sums[i] += patch[i];
      for (let j = 0; j <= i; j++) {
        products[i * SIZE + j] += patch[i] * patch[j];
      }
    }
  }
  if (count < 4 * SIZE) return undefined;
  return covarianceOf(sums, products, count);
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
