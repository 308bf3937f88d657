import { boundaryIndex } from "../engine/ops/along_axes.ts";
import type { Kernel } from "../mlmc/kernel.ts";
import { Fourier } from "./fourier.ts";

/** A low-resolution picture, and what a sharp one went through to become it. */
export interface Degradation {
  /** Rows of the low-resolution picture. */
  height: number;
  /** Its columns. */
  width: number;
  /** Its red, green and blue, row by row. */
  data: Float32Array;
  /** The blur kernel, its middle at `size >> 1`. */
  kernel: Kernel;
  /** Distance of the samples in pixels. */
  scale: number;
  /** Position of the first sample, `0..scale-1`. */
  phase: number;
}

/**
 * Channels that go through one transform, as the real and the imaginary part
 * of a plane: the step is linear, and none of its operators is complex.
 */
const PLANES = [[0, 1], [2]];

/**
 * The data step: the picture z that explains the low-resolution picture y and
 * is near to x, argmin |(z ⋆ k)↓ - y|² + α|z - x|², in closed form. The picture
 * wraps around (USRNet, Zhang et al. 2020, equations 6 to 8).
 *
 * With H for blurring and sampling it is x + Hᵀ(HHᵀ + α)⁻¹(y - Hx), the same as
 * the paper's form but for the division by α, in which digits are lost.
 */
export class DataStep {
  #fourier: Fourier;
  #scale: number;
  #height: number;
  #width: number;
  /** The kernel's spectrum. */
  #blur: Float32Array;
  /** Spectrum of HHᵀ: mean of |blur|² over the frequencies that sampling makes one. */
  #power: Float32Array;
  /** Spectra of y. */
  #given: Float32Array[];

  private constructor(
    degradation: Degradation,
    sampled: Fourier,
    fourier: Fourier,
  ) {
    const { height, width, data, scale } = degradation;
    this.#fourier = fourier;
    this.#scale = scale;
    this.#height = height * scale;
    this.#width = width * scale;
    this.#blur = fourier.forward(this.#kernelPlane(degradation));
    this.#power = this.#foldedPower();
    this.#given = PLANES.map((channels) =>
      sampled.forward(planeOf(data, channels))
    );
  }

  /**
   * Computes what does not depend on x.
   *
   * @param degradation The low-resolution picture, kernel and sampling.
   * @returns The data step.
   */
  static async prepare(degradation: Degradation): Promise<DataStep> {
    const { height, width, scale } = degradation;
    const sampled = await Fourier.open(height, width);
    const fourier = await Fourier.open(height * scale, width * scale);
    try {
      return new DataStep(degradation, sampled, fourier);
    } finally {
      sampled.dispose();
    }
  }

  /** Frees the memory. */
  dispose(): void {
    this.#fourier.dispose();
  }

  /**
   * One data step.
   *
   * @param x The picture so far, RGB row by row; overwritten with z.
   * @param alpha How much x counts beside the data.
   */
  apply(x: Float32Array, alpha: number): void {
    const pixels = this.#height * this.#width;
    PLANES.forEach((channels, i) => {
      const spectrum = this.#fourier.forward(planeOf(x, channels));
      const residual = this.#residual(spectrum, this.#given[i], alpha);
      this.#unfold(residual, spectrum);
      const correction = this.#fourier.inverse(spectrum);
      channels.forEach((c, part) => {
        for (let p = 0; p < pixels; p++) {
          x[3 * p + c] += correction[2 * p + part] / pixels;
        }
      });
    });
  }

  /** What the samples at the pixels 0, s, 2s, … read, as a true convolution. */
  #kernelPlane({ kernel: { size, data }, phase }: Degradation): Float32Array {
    const plane = new Float32Array(2 * this.#height * this.#width);
    for (let i = 0; i < data.length; i++) {
      const [row, column] = [Math.floor(i / size), i % size];
      const y = boundaryIndex(
        (size >> 1) - row - phase,
        this.#height,
        "circular",
      );
      const x = boundaryIndex(
        (size >> 1) - column - phase,
        this.#width,
        "circular",
      );
      plane[2 * (y * this.#width + x)] += data[i];
    }
    return plane;
  }

  #foldedPower(): Float32Array {
    const blur = this.#blur;
    const aliases = this.#scale ** 2;
    const power = new Float32Array(blur.length / 2 / aliases);
    this.#eachRun((at, to, length) => {
      for (let i = 0; i < length; i += 2) {
        power[(to + i) / 2] += blur[at + i] ** 2 + blur[at + i + 1] ** 2;
      }
    });
    return power.map((value) => value / aliases);
  }

  /** Spectrum of (HHᵀ + α)⁻¹(y - Hx). */
  #residual(
    spectrum: Float32Array,
    given: Float32Array,
    alpha: number,
  ): Float32Array {
    const blur = this.#blur;
    const folded = new Float32Array(given.length);
    this.#eachRun((at, to, length) => {
      const end = at + length;
      for (; at < end; at += 2, to += 2) {
        const [a, b] = [blur[at], blur[at + 1]];
        const [c, d] = [spectrum[at], spectrum[at + 1]];
        folded[to] += a * c - b * d;
        folded[to + 1] += a * d + b * c;
      }
    });
    const aliases = this.#scale ** 2;
    return folded.map((value, i) =>
      (given[i] - value / aliases) / (this.#power[i >> 1] + alpha)
    );
  }

  /** Spectrum of Hᵀ times the residual. */
  #unfold(residual: Float32Array, to: Float32Array): void {
    const blur = this.#blur;
    this.#eachRun((at, from, length) => {
      const end = at + length;
      for (; at < end; at += 2, from += 2) {
        const [a, b] = [blur[at], blur[at + 1]];
        const [c, d] = [residual[from], residual[from + 1]];
        to[at] = a * c + b * d;
        to[at + 1] = a * d - b * c;
      }
    });
  }

  /**
   * Walks over a spectrum in runs that lie in a row in the folded one, too.
   * Spectra are turned over: a row is a column's frequencies.
   */
  #eachRun(
    body: (at: number, folded: number, length: number) => void,
  ): void {
    const rows = this.#width;
    const length = 2 * this.#height / this.#scale;
    const foldedRows = rows / this.#scale;
    for (let row = 0; row < rows; row++) {
      for (let i = 0; i < this.#scale; i++) {
        const at = (row * this.#scale + i) * length;
        body(at, (row % foldedRows) * length, length);
      }
    }
  }
}

/** Channels of a picture as a complex plane. */
function planeOf(data: Float32Array, channels: number[]): Float32Array {
  const plane = new Float32Array(data.length / 3 * 2);
  channels.forEach((c, part) => {
    for (let i = part, from = c; i < plane.length; i += 2, from += 3) {
      plane[i] = data[from];
    }
  });
  return plane;
}
