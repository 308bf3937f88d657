import type { Raster } from "../raster.ts";

/** A picture in whole numbers, as a file holds it. */
export interface Samples {
  /** Columns. */
  width: number;
  /** Rows. */
  height: number;
  /** Numbers a pixel: grey, grey and opacity, colour, or colour and opacity. */
  channels: 1 | 2 | 3 | 4;
  /** The numbers, row by row: bytes, or 16 bits each. */
  data: Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;
}

/** How a picture is to be stored. */
export interface SampleKind {
  /** Bits a channel. */
  bits: 8 | 16;
  /** Whether as grey: the mean of red, green and blue. */
  isGrey: boolean;
  /** Whether laid on white, without opacities. */
  isOpaque: boolean;
}

/**
 * Rounds a picture to whole numbers; values outside 0..1 are cut off.
 *
 * @param raster The picture.
 * @param kind How it is to be stored.
 * @returns The numbers.
 */
export function samplesOf(
  { width, height, data, alpha }: Raster,
  { bits, isGrey, isOpaque }: SampleKind,
): Samples {
  const colours = isGrey ? 1 : 3;
  const channels = colours + (alpha && !isOpaque ? 1 : 0);
  const length = width * height * channels;
  const samples = bits === 16
    ? new Uint16Array(length)
    : new Uint8Array(length);
  const peak = 2 ** bits - 1;
  const pixels = width * height;
  for (let i = 0; i < pixels; i++) {
    const opacity = alpha ? alpha[i] : 1;
    for (let c = 0; c < colours; c++) {
      const at = 3 * i + c;
      let value = isGrey
        ? (data[at] + data[at + 1] + data[at + 2]) / 3
        : data[at];
      if (isOpaque) value = value * opacity + 1 - opacity;
      samples[i * channels + c] = level(value, peak);
    }
    if (channels > colours) {
      samples[(i + 1) * channels - 1] = level(opacity, peak);
    }
  }
  return {
    width,
    height,
    channels: channels as Samples["channels"],
    data: samples,
  };
}

function level(value: number, peak: number): number {
  return Math.min(Math.max(value, 0), 1) * peak + 0.5;
}

/**
 * Spreads whole numbers, or any others, to a picture.
 *
 * @param size Columns and rows.
 * @param channels Numbers a pixel; those after colour and opacity are left out.
 * @param samples The numbers, row by row.
 * @param peak The number that stands for 1.
 * @returns The picture, with opacities if any pixel is not opaque.
 */
export function rasterOf(
  { width, height }: { width: number; height: number },
  channels: number,
  samples: ArrayLike<number>,
  peak: number,
): Raster {
  const pixels = width * height;
  const isGrey = channels < 3;
  const data = new Float32Array(pixels * 3);
  for (let i = 0; i < pixels; i++) {
    for (let c = 0; c < 3; c++) {
      data[3 * i + c] = share(samples[i * channels + (isGrey ? 0 : c)], peak);
    }
  }
  const opacity = isGrey ? 1 : 3;
  if (channels <= opacity) return { width, height, data };
  const alpha = new Float32Array(pixels);
  for (let i = 0; i < pixels; i++) {
    alpha[i] = share(samples[i * channels + opacity], peak);
  }
  return alpha.every((value) => value === 1)
    ? { width, height, data }
    : { width, height, data, alpha };
}

/** A value 0..1; what is no number is 0. */
function share(sample: number, peak: number): number {
  return sample > 0 ? Math.min(sample / peak, 1) : 0;
}
