import type { Raster } from "../image/raster.ts";
import type { Kernel } from "../mlmc/kernel.ts";

/**
 * Blurs a picture and samples it from its first pixel on, as the literature
 * makes its test data: cross-correlation with the kernel, whose middle is at
 * `size >> 1`, of the picture repeated on all sides.
 *
 * @param picture The sharp picture, without opacities; both its sides are
 * multiples of the scale.
 * @param kernel The blur, of any size.
 * @param scale The distance of the samples in pixels.
 * @returns The low-resolution picture; its values may lie a little outside
 * 0..1 where the kernel has negative weights.
 */
export function degradePicture(
  picture: Raster,
  kernel: Kernel,
  scale: number,
): Raster {
  const width = picture.width / scale;
  const height = picture.height / scale;
  const data = new Float32Array(width * height * 3);
  const columns = blurredFrom(width, scale, kernel.size, picture.width);
  const rows = blurredFrom(height, scale, kernel.size, picture.height);
  // In double precision: a row is the sum of hundreds of products.
  const sums = new Float64Array(width * 3);
  for (let y = 0; y < height; y++) {
    sums.fill(0);
    for (let k = 0; k < kernel.size; k++) {
      const weights = kernel.data.subarray(k * kernel.size);
      const start = rows[y * kernel.size + k] * picture.width * 3;
      addRow(sums, picture.data.subarray(start), weights, columns);
    }
    data.set(sums, y * width * 3);
  }
  return { width, height, data };
}

/** For each sample, the pixels along one axis that the kernel's weights meet. */
function blurredFrom(
  samples: number,
  scale: number,
  size: number,
  length: number,
): Int32Array {
  return Int32Array.from({ length: samples * size }, (_, i) => {
    const place = Math.floor(i / size) * scale + i % size - (size >> 1);
    return ((place % length) + length) % length;
  });
}

/** Adds what one row of the kernel takes from one row of the picture. */
function addRow(
  sums: Float64Array,
  row: Float32Array,
  weights: Float32Array,
  columns: Int32Array,
): void {
  const size = columns.length / (sums.length / 3);
  for (let x = 0; 3 * x < sums.length; x++) {
    let [red, green, blue] = [0, 0, 0];
    for (let k = 0; k < size; k++) {
      const at = 3 * columns[x * size + k];
      red += weights[k] * row[at];
      green += weights[k] * row[at + 1];
      blue += weights[k] * row[at + 2];
    }
    sums[3 * x] += red;
    sums[3 * x + 1] += green;
    sums[3 * x + 2] += blue;
  }
}
