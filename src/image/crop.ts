import type { Raster } from "../../image/raster.ts";
import type { Box } from "./detail.ts";

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
      x: box.x * channels,
      y: box.y,
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
    const from = (box.y + row) * stride + box.x;
    part.set(values.subarray(from, from + box.width), row * box.width);
  }
  return part;
}
