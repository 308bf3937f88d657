import type { Raster } from "./raster.ts";

/** A resampled pixel: where its four source pixels are, and their weights. */
interface Tap {
  indices: number[];
  weights: number[];
}

/**
 * Enlarges a picture with Keys' bicubic kernel (a = -0.5), pixel centres at
 * half-pixel positions and the border repeated outside, as most resizers do.
 * The result is cut off to 0..1; opacities are left out.
 *
 * @param raster The picture.
 * @param scale How many times larger, a whole number.
 * @returns The enlarged picture.
 */
export function enlargeBicubic(
  { width, height, data }: Raster,
  scale: number,
): Raster {
  const enlarged = resample(data, { width, height }, 3, {
    rows: upscaledPlaces(height, scale),
    columns: upscaledPlaces(width, scale),
  });
  return {
    width: width * scale,
    height: height * scale,
    data: cutOff(enlarged),
  };
}

/**
 * Cuts values off to 0..1, in place.
 *
 * @param values The values.
 * @returns The same array.
 */
export function cutOff(values: Float32Array): Float32Array {
  for (let i = 0; i < values.length; i++) {
    values[i] = Math.min(Math.max(values[i], 0), 1);
  }
  return values;
}

/**
 * Where the pixels of an enlarged picture lie in the picture.
 *
 * @param length Columns or rows of the picture.
 * @param scale How many times larger the other is.
 * @returns One place for each column or row of the enlarged picture; 0 is the
 * first pixel's centre.
 */
export function upscaledPlaces(length: number, scale: number): number[] {
  return Array.from(
    { length: length * scale },
    (_, i) => (i + 0.5) / scale - 0.5,
  );
}

/**
 * Reads a picture at any rows and columns between its pixels (bicubic).
 *
 * @param values Interleaved channels, row by row.
 * @param size Columns and rows of `values`.
 * @param channels Numbers a pixel.
 * @param at The rows and the columns to read, in pixels; 0 is the first pixel's centre.
 * @returns One pixel for each row and column, row by row.
 */
export function resample(
  values: Float32Array,
  { width, height }: { width: number; height: number },
  channels: number,
  at: { rows: readonly number[]; columns: readonly number[] },
): Float32Array {
  const rowTaps = at.rows.map((place) => tap(place, height));
  const columnTaps = at.columns.map((place) => tap(place, width));
  const wide = new Float32Array(height * columnTaps.length * channels);
  const stride = columnTaps.length * channels;
  for (let y = 0; y < height; y++) {
    columnTaps.forEach(({ indices, weights }, x) => {
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let k = 0; k < 4; k++) {
          sum += weights[k] * values[(y * width + indices[k]) * channels + c];
        }
        wide[y * stride + x * channels + c] = sum;
      }
    });
  }
  const result = new Float32Array(rowTaps.length * stride);
  rowTaps.forEach(({ indices, weights }, y) => {
    for (let x = 0; x < stride; x++) {
      let sum = 0;
      for (let k = 0; k < 4; k++) {
        sum += weights[k] * wide[indices[k] * stride + x];
      }
      result[y * stride + x] = sum;
    }
  });
  return result;
}

function tap(place: number, size: number): Tap {
  const first = Math.floor(place) - 1;
  const positions = [first, first + 1, first + 2, first + 3];
  return {
    indices: positions.map((i) => Math.min(Math.max(i, 0), size - 1)),
    weights: positions.map((i) => keys(place - i)),
  };
}

/** Keys' cubic convolution kernel with a = -0.5. */
function keys(distance: number): number {
  const d = Math.abs(distance);
  if (d <= 1) return (1.5 * d - 2.5) * d * d + 1;
  return d < 2 ? ((-0.5 * d + 2.5) * d - 4) * d + 2 : 0;
}
