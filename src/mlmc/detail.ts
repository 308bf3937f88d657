import type * as tf from "@tensorflow/tfjs";

/** How far a neighbourhood reaches in pixels. */
const REACH = 2;
/** What keeps the quotients of SSIM finite: (0.03)², for values 0..1. */
const SSIM_CONSTANT = 9e-4;
/** What the Laplacian makes of the variance of independent noise. */
const NOISE_GAIN = 20;
/** The least detail there is taken to be. */
const LEAST = 1e-7;

/** How much fine detail a picture has, in the units of each data term. */
export interface Detail {
  /** Beside the squared error: the mean squared Laplacian. */
  squared: number;
  /** Beside SSIM: the same in proportion to twice the variance around it. */
  structural: number;
}

/**
 * Measures the fine detail of a picture, for the strength of what is in
 * proportion to it.
 *
 * @param y The picture, `[1, h, w, 3]`, values 0..1.
 * @param noise Standard deviation of its noise, which is no detail, 0..1.
 * @returns Its detail.
 */
export async function detailOf(
  y: tf.Tensor4D,
  noise: number,
): Promise<Detail> {
  const [, height, width] = y.shape;
  const values = await y.data<"float32">();
  const grey = Float64Array.from(
    { length: height * width },
    (_, i) => (values[3 * i] + values[3 * i + 1] + values[3 * i + 2]) / 3,
  );
  // The noise of the channels is taken for independent.
  const share = NOISE_GAIN * noise ** 2 / 3;
  let squared = 0;
  let structural = 0;
  for (let row = 1; row < height - 1; row++) {
    for (let column = 1; column < width - 1; column++) {
      const i = row * width + column;
      const laplacian = 4 * grey[i] - grey[i - 1] - grey[i + 1] -
        grey[i - width] - grey[i + width];
      const detail = laplacian ** 2 - share;
      squared += detail;
      const variance = varianceAround(grey, width, height, row, column);
      structural += detail / (2 * variance + SSIM_CONSTANT);
    }
  }
  const count = (height - 2) * (width - 2);
  return {
    squared: Math.max(squared / count, LEAST),
    structural: Math.max(structural / count, LEAST),
  };
}

function varianceAround(
  grey: Float64Array,
  width: number,
  height: number,
  row: number,
  column: number,
): number {
  let [sum, squares, count] = [0, 0, 0];
  const [top, bottom] = [row - REACH, row + REACH];
  for (let y = Math.max(top, 0); y <= Math.min(bottom, height - 1); y++) {
    const right = Math.min(column + REACH, width - 1);
    for (let x = Math.max(column - REACH, 0); x <= right; x++) {
      const value = grey[y * width + x];
      sum += value;
      squares += value * value;
      count++;
    }
  }
  return Math.max(squares / count - (sum / count) ** 2, 0);
}
