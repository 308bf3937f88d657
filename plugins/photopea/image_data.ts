/// <reference lib="dom" />
import { samplesOf } from "../../src/image/file/samples.ts";
import type { Raster } from "../../src/image/raster.ts";

/**
 * A picture as a canvas takes it.
 *
 * @param picture The picture; its opacities are left out.
 */
export function imageDataOf({ width, height, data }: Raster): ImageData {
  const alpha = new Float32Array(width * height).fill(1);
  const { data: samples } = samplesOf({ width, height, data, alpha }, {
    bits: 8,
    isGrey: false,
    isOpaque: false,
  });
  return new ImageData(new Uint8ClampedArray(samples), width, height);
}
