import type { Raster } from "../src/image/raster.ts";

/** A smooth little colour picture, on the 8-bit grid. */
export function smoothPicture(width: number, height: number): Raster {
  const data = Float32Array.from({ length: width * height * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    const wave = Math.sin(x / 2 + i % 3) * Math.cos(y / 3);
    return Math.round(255 * (0.5 + 0.4 * wave)) / 255;
  });
  return { width, height, data };
}
