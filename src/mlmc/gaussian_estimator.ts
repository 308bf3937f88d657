import * as tf from "@tensorflow/tfjs";
import { Adam, centredSoftmax, degrade } from "../engine/ops/mod.ts";
import { kernelSize, type ScaleFactor } from "./alignment.ts";
import type { Detail } from "./detail.ts";
import type { ImageStep, KernelEstimator } from "./kernel_estimator.ts";
import { mse } from "./losses.ts";

/** Learning rate: a step changes a width by about two hundredths. */
const RATE = 0.02;
/** How strongly the bias towards narrow kernels is countered at scale factor 1: by trial, see docs/recipe.md. */
const COUNTERWEIGHT = 0.0075;
/** The share of a picture's steps after which the kernel learns: the first strokes are grain, which a wide kernel would hide. */
const FIRST_LESSON = 0.06;
/** The share after which it learns no more: by then the picture follows the kernel, and what is left to explain is not the kernel's. */
const LAST_LESSON = 0.5;

/** What a {@linkcode GaussianEstimator} starts from. */
export interface GaussianStart {
  /** Where the kernel's centre of mass is held, in pixels of its window. */
  centre: number;
  /** The scale factor. */
  scale: ScaleFactor;
  /** Its first variance along both axes, in square pixels. */
  variance: number;
  /** The low-resolution picture's detail, the measure of both data terms. */
  detail: Detail;
}

/**
 * Learns an anisotropic Gaussian kernel, three numbers, from how the data term
 * changes with it.
 *
 * The kernel that explains one picture best is too narrow, for the generator
 * draws the picture too smooth, and a narrower kernel makes up for it. Where it
 * leaves out a share of each frequency f in proportion to |f|², this pull on
 * the covariance Σ is in proportion to the moments M = Σ_f |f|² f fᵀ |y|² of
 * the input's spectrum. An opposite pull along M, -log tr(M Σ), makes the
 * kernel wider along the directions in which the input has detail, and leaves
 * alone those that nothing is known of.
 *
 * Both data terms are used, for they err in different pictures: SSIM listens to
 * the faint structures, the squared error to the strong ones.
 */
export class GaussianEstimator implements KernelEstimator {
  readonly kernel: tf.Variable;
  #start: GaussianStart;
  /** Side of the kernel in pixels. */
  #size: number;
  /**
   * log a, b, log c of the factor [a 0; b c] of the covariance, x before y.
   */
  #factor: tf.Variable[];
  #adam: Adam;
  /** x and y of each weight from the centre, `[n * n]`. */
  #offsets: tf.Tensor1D[];

  /**
   * Starts from an isotropic kernel.
   *
   * @param start What it starts from.
   */
  constructor(start: GaussianStart) {
    const { scale, centre, variance } = start;
    const size = kernelSize(scale);
    this.#start = start;
    this.#size = size;
    const scalar = (value: number) =>
      tf.tidy(() => tf.variable(tf.scalar(value)));
    const width = Math.log(variance) / 2;
    this.#factor = [scalar(width), scalar(0), scalar(width)];
    this.#adam = new Adam(this.#factor, RATE);
    const places = Array.from({ length: size * size }, (_, i) => i);
    this.#offsets = [
      tf.tensor1d(places.map((i) => i % size - centre)),
      tf.tensor1d(places.map((i) => Math.floor(i / size) - centre)),
    ];
    this.kernel = tf.tidy(() => tf.variable(this.#draw()));
  }

  /**
   * Whether it learns from an image step.
   *
   * @param share The share of the picture's steps that are done.
   * @param isSsim Whether the data term is SSIM. Where it is no more, the kernel is found.
   * @returns Whether it does.
   */
  learnsFrom(share: number, isSsim: boolean): boolean {
    return isSsim && share >= FIRST_LESSON && share < LAST_LESSON;
  }

  /**
   * One step on both data terms and the counterweight.
   *
   * @param step The image step.
   */
  learn({ x, y, grid, gradient }: ImageStep): void {
    const { squared, structural } = this.#start.detail;
    tf.tidy(() => {
      const { grads } = tf.variableGrads(() => {
        const kernel = this.#draw();
        const error = mse(degrade(x, kernel, grid), y).div(squared);
        const similarity = kernel.mul(gradient).sum().div(structural);
        return tf.addN([error, similarity, this.#counterweight()]) as tf.Scalar;
      }, this.#factor);
      this.#adam.step(this.#factor.map(({ name }) => grads[name]));
      this.kernel.assign(this.#draw());
    });
  }

  /** Frees its tensors. */
  dispose(): void {
    this.#adam.dispose();
    tf.dispose([this.kernel, ...this.#factor, ...this.#offsets]);
  }

  /** -log tr(M Σ), weighted. */
  #counterweight(): tf.Scalar {
    const { scale, detail } = this.#start;
    const { xx, xy, yy } = detail.moments;
    const [a, b, c] = this.#factor;
    const trace = tf.addN([
      a.mul(2).exp().mul(xx),
      a.exp().mul(b).mul(2 * xy),
      b.square().add(c.mul(2).exp()).mul(yy),
    ]);
    return trace.log().mul(-COUNTERWEIGHT / scale) as tf.Scalar;
  }

  #draw(): tf.Tensor2D {
    const size = this.#size;
    const { centre } = this.#start;
    const [a, b, c] = this.#factor;
    const [x, y] = this.#offsets;
    const u = x.div(a.exp());
    const v = y.sub(u.mul(b)).div(c.exp());
    const scores = u.square().add(v.square()).div(-2)
      .reshape([1, size * size]) as tf.Tensor2D;
    return centredSoftmax(scores, size, centre).reshape([size, size]);
  }
}
