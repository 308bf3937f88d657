import type * as tf from "@tensorflow/tfjs";

/** How far a neighbourhood reaches in pixels. */
const REACH = 2;
/** What keeps the quotients of SSIM finite: (0.03)², for values 0..1. */
const SSIM_CONSTANT = 9e-4;
/** What the Laplacian makes of the variance of independent noise. */
const NOISE_GAIN = 20;
/** What the second derivatives make of it in each of the moments' diagonals. */
const MOMENT_NOISE_GAIN = 6.25;
/** The least detail there is taken to be. */
const LEAST = 1e-7;

/** A symmetric matrix over the directions of a picture. */
export interface Moments {
  xx: number;
  xy: number;
  yy: number;
}

/** How much fine detail a picture has, in the units of each data term. */
export interface Detail {
  /** Beside the squared error: the mean squared Laplacian. */
  squared: number;
  /** Beside SSIM: the same in proportion to twice the variance around it. */
  structural: number;
  /** How it is spread over directions: the moments Σ_f |f|² f fᵀ |y|² of the spectrum, of trace 1. */
  moments: Moments;
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
  const noiseOfGrey = noise ** 2 / 3;
  const squared = new Sums();
  const structural = new Sums();
  for (let row = 1; row < height - 1; row++) {
    for (let column = 1; column < width - 1; column++) {
      const i = row * width + column;
      const xx = grey[i - 1] + grey[i + 1] - 2 * grey[i];
      const yy = grey[i - width] + grey[i + width] - 2 * grey[i];
      const xy = (grey[i - width - 1] + grey[i + width + 1] -
        grey[i - width + 1] - grey[i + width - 1]) / 4;
      const variance = varianceAround(grey, width, height, row, column);
      squared.add(xx, xy, yy, 1, noiseOfGrey);
      structural.add(
        xx,
        xy,
        yy,
        1 / (2 * variance + SSIM_CONSTANT),
        noiseOfGrey,
      );
    }
  }
  return {
    squared: squared.mean,
    structural: structural.mean,
    moments: meanOf(squared.moments, structural.moments),
  };
}

/** Sums over the pixels of a picture, weighted. */
class Sums {
  #laplacian = 0;
  #xx = 0;
  #xy = 0;
  #yy = 0;
  #count = 0;

  /** Adds a pixel's second derivatives, less what is the noise's. */
  add(xx: number, xy: number, yy: number, weight: number, noise: number): void {
    this.#laplacian += weight * ((xx + yy) ** 2 - NOISE_GAIN * noise);
    this.#xx += weight * (xx * xx + xy * xy - MOMENT_NOISE_GAIN * noise);
    this.#xy += weight * (xx * xy + xy * yy);
    this.#yy += weight * (xy * xy + yy * yy - MOMENT_NOISE_GAIN * noise);
    this.#count++;
  }

  /** The mean squared Laplacian. */
  get mean(): number {
    return Math.max(this.#laplacian / Math.max(this.#count, 1), LEAST);
  }

  /** The moments, of trace 1; those of a picture without detail have no direction. */
  get moments(): Moments {
    const [xx, yy] = [Math.max(this.#xx, 0), Math.max(this.#yy, 0)];
    const trace = xx + yy;
    if (trace <= LEAST * this.#count) return { xx: 0.5, xy: 0, yy: 0.5 };
    const most = Math.sqrt(xx * yy);
    const xy = Math.min(Math.max(this.#xy, -most), most);
    return { xx: xx / trace, xy: xy / trace, yy: yy / trace };
  }
}

function meanOf(a: Moments, b: Moments): Moments {
  return {
    xx: (a.xx + b.xx) / 2,
    xy: (a.xy + b.xy) / 2,
    yy: (a.yy + b.yy) / 2,
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
