import * as tf from "@tensorflow/tfjs";
import { Adam, centredSoftmax, degrade } from "../engine/ops/mod.ts";
import type { Detail } from "./detail.ts";
import type { ImageStep, KernelEstimator } from "./kernel_estimator.ts";
import { mse } from "./losses.ts";

/** Learning rate: a step changes a width by about two hundredths. */
const RATE = 0.02;
/** What a picture leaves open, in units of its detail: by trial, see docs/recipe.md. */
const UNCERTAINTY = 0.16;

/** What a {@linkcode GaussianEstimator} starts from. */
export interface GaussianStart {
  /** Side of the kernel in pixels. */
  size: number;
  /** Where the kernel's centre of mass is held, in pixels of its window. */
  centre: number;
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
 * draws it too smooth. What counts is how well a kernel explains all pictures
 * that are as good: where each of their pixels has a variance u, the squared
 * error grows by u·‖k‖², the more the narrower the kernel is (Levin et al.,
 * Efficient marginal likelihood optimization in blind deconvolution, 2011).
 *
 * Both data terms are used, for they err in different pictures: SSIM listens to
 * the faint structures, the squared error to the strong ones.
 */
export class GaussianEstimator implements KernelEstimator {
  readonly kernel: tf.Variable;
  #start: GaussianStart;
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
    const { size, centre, variance } = start;
    this.#start = start;
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
   * One step on both data terms and the penalty; none where the data term is no
   * SSIM any more, for the kernel is found by then.
   *
   * @param step The image step.
   */
  learn({ x, y, grid, gradient, isSsim }: ImageStep): void {
    if (!isSsim) return;
    const { squared, structural } = this.#start.detail;
    tf.tidy(() => {
      const { grads } = tf.variableGrads(() => {
        const kernel = this.#draw();
        const error = mse(degrade(x, kernel, grid), y).div(squared);
        const similarity = kernel.mul(gradient).sum().div(structural);
        const penalty = kernel.square().sum().mul(UNCERTAINTY);
        return tf.addN([error, similarity, penalty]) as tf.Scalar;
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

  #draw(): tf.Tensor2D {
    const { size, centre } = this.#start;
    const [a, b, c] = this.#factor;
    const [x, y] = this.#offsets;
    const u = x.div(a.exp());
    const v = y.sub(u.mul(b)).div(c.exp());
    const scores = u.square().add(v.square()).div(-2)
      .reshape([1, size * size]) as tf.Tensor2D;
    return centredSoftmax(scores, size, centre).reshape([size, size]);
  }
}
