import type { Raster } from "../src/image/raster.ts";
import { Random } from "../src/mlmc/random.ts";

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

/** Soft blobs of random colours. */
export function blobs(width: number, height: number): Raster {
  const random = new Random(8);
  const data = new Float32Array(width * height * 3).fill(0.4);
  for (let n = 0; n < width * height / 60; n++) {
    const [row, column] = [random.uniform(0, height), random.uniform(0, width)];
    const radius = random.uniform(2, 6);
    const colour = [0, 0, 0].map(() => random.uniform());
    for (let i = 0; i < width * height; i++) {
      const distance = Math.hypot(
        Math.floor(i / width) - row,
        i % width - column,
      );
      const cover = Math.min(Math.max(radius - distance + 0.5, 0), 1);
      colour.forEach((c, k) =>
        data[3 * i + k] += cover * (c - data[3 * i + k])
      );
    }
  }
  return { width, height, data };
}
