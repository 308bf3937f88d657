import type { Raster } from "./raster.ts";

/** A part of a picture, in its pixels. */
export interface Box {
  /** First column. */
  left: number;
  /** First row. */
  top: number;
  /** Columns. */
  width: number;
  /** Rows. */
  height: number;
}

/**
 * Cuts a part out of a picture.
 *
 * @param picture The picture.
 * @param box The part.
 * @returns The part; the picture itself if that is all of it.
 */
export function crop(picture: Raster, box: Box): Raster {
  const { width, height } = box;
  if (width === picture.width && height === picture.height) return picture;
  const cut = (values: Float32Array, channels: number) =>
    cutRows(values, picture.width * channels, {
      left: box.left * channels,
      top: box.top,
      width: width * channels,
      height,
    });
  const alpha = picture.alpha && cut(picture.alpha, 1);
  const data = cut(picture.data, 3);
  return { ...picture, width, height, data, ...(alpha && { alpha }) };
}

function cutRows(values: Float32Array, stride: number, box: Box): Float32Array {
  const part = new Float32Array(box.width * box.height);
  for (let row = 0; row < box.height; row++) {
    const from = (box.top + row) * stride + box.left;
    part.set(values.subarray(from, from + box.width), row * box.width);
  }
  return part;
}
