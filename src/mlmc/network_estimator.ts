import * as tf from "@tensorflow/tfjs";
import { Adam, degrade, type Sampling } from "../engine/ops/mod.ts";
import type { Kernel } from "./kernel.ts";
import type { ImageStep, KernelEstimator } from "./kernel_estimator.ts";
import type { KernelGenerator } from "./kernel_generator.ts";
import { mse } from "./losses.ts";

/** Learning rate of the kernel generator. */
const KERNEL_RATE = 1e-4;
/** Image steps between two kernel steps on the meta-loss. */
const KERNEL_STEP_EVERY = 3;
/** Random kernels of an outer iteration. */
const SAMPLES = 5;

/**
 * Learns a kernel of any shape, drawn by the kernel generator: from random
 * kernels, and from how the data term changes with it (paper, section III-D).
 */
export class NetworkEstimator implements KernelEstimator {
  /** The kernel as drawn last; a variable, so that losses are differentiated by it. */
  readonly kernel: tf.Variable;
  #generator: KernelGenerator;
  #draw: () => Kernel;
  #adam: Adam;
  /** Gradient of the meta-loss by the kernel. */
  #metaGradient: tf.Tensor | undefined;
  /** Image steps so far. */
  #steps = 0;

  /**
   * Starts from a generator's first kernel.
   *
   * @param generator Draws the kernel; the estimator disposes it.
   * @param draw Draws a random kernel.
   */
  constructor(generator: KernelGenerator, draw: () => Kernel) {
    this.#generator = generator;
    this.#draw = draw;
    this.#adam = new Adam(generator.variables, KERNEL_RATE);
    this.kernel = tf.tidy(() => tf.variable(generator.forward()));
  }

  /**
   * One step towards a fresh random kernel (MCKA).
   *
   * @returns The squared distance to it, within the caller's scope.
   */
  warmUpStep(): tf.Scalar {
    const target = this.#randomKernel();
    return this.#step((kernel) => mse(kernel, target));
  }

  /**
   * The network-level Langevin step: random kernels pull the kernel towards
   * them, the more the better they explain the picture (equations 14 to 17).
   *
   * @param x The sharp picture, `[1, H, W, 3]`.
   * @param y The low-resolution picture, `[1, h, w, 3]`.
   * @param grid How the blurred picture is sampled.
   */
  explore(x: tf.Tensor4D, y: tf.Tensor4D, grid: Sampling): void {
    const samples = Array.from(
      { length: SAMPLES },
      () => this.#randomKernel(),
    );
    const errors = tf.stack(samples.map((r) => mse(degrade(x, r, grid), y)));
    const excess = errors.sub(errors.min());
    const p = excess.div(excess.sum().add(1e-5));
    const weights = tf.sub(1, p).square().mul(p.add(1e-3).log()).neg();
    this.#step((kernel) =>
      tf.stack(samples.map((r) => mse(r, kernel))).mul(weights).sum()
    );
  }

  /**
   * Adds a data term to the meta-loss, and takes a step on the data terms since
   * the last one at every third image step.
   *
   * @param step The image step.
   */
  learn({ gradient, isFirst }: ImageStep): void {
    const sum = this.#metaGradient && !isFirst
      ? this.#metaGradient.add(gradient)
      : gradient.clone();
    this.#metaGradient?.dispose();
    this.#metaGradient = tf.keep(sum);
    if (++this.#steps % KERNEL_STEP_EVERY === 0) this.#metaStep();
  }

  /** Frees the generator, its optimiser and the kernel. */
  dispose(): void {
    this.#generator.dispose();
    this.#adam.dispose();
    this.kernel.dispose();
    this.#metaGradient?.dispose();
  }

  /** One Adam step of the generator on a loss of its kernel. */
  #step(loss: (kernel: tf.Tensor2D) => tf.Tensor): tf.Scalar {
    const { variables } = this.#generator;
    const { value, grads } = tf.variableGrads(
      () => loss(this.#generator.forward()) as tf.Scalar,
      variables,
    );
    this.#adam.step(variables.map(({ name }) => grads[name]));
    this.kernel.assign(this.#generator.forward());
    return value;
  }

  #metaStep(): void {
    const gradient = this.#metaGradient!;
    tf.tidy(() => {
      this.#step((kernel) => kernel.mul(gradient).sum());
    });
    gradient.dispose();
    this.#metaGradient = undefined;
  }

  #randomKernel(): tf.Tensor2D {
    const { size, data } = this.#draw();
    return tf.tensor2d(data, [size, size]);
  }
}
