import * as tf from "@tensorflow/tfjs";
import { Adam, degrade, type Sampling, ssim } from "../engine/ops/mod.ts";
import { pace } from "../engine/pace.ts";
import {
  type Alignment,
  kernelCentre,
  kernelSize,
  sampling,
  type ScaleFactor,
} from "./alignment.ts";
import { ImageGenerator } from "./image_generator.ts";
import type { Kernel } from "./kernel.ts";
import { KernelGenerator } from "./kernel_generator.ts";
import { drawKernel, type KernelPrior } from "./kernel_prior.ts";
import { hyperLaplacian, mse } from "./losses.ts";
import { type PresetName, PRESETS } from "./presets.ts";
import { Random } from "./random.ts";

/** Learning rate of the image generator. */
const IMAGE_RATE = 5e-3;
/** Learning rate of the kernel generator. */
const KERNEL_RATE = 1e-4;
/** Steps of the warm-up. */
const WARM_UP_STEPS = 200;
/** Outer iterations of the main loop. */
const ITERATIONS = 200;
/** Image steps of an outer iteration. */
const IMAGE_STEPS = 5;
/** Image steps between two kernel steps on the meta-loss. */
const KERNEL_STEP_EVERY = 3;
/** Random kernels of an outer iteration. */
const SAMPLES = 5;
/** The last outer iteration whose data term is SSIM. */
const LAST_SSIM_ITERATION = 80;
/** The peak of the input noise. */
const NOISE_PEAK = 0.1;

/** What to solve, and how. */
export interface SolveOptions {
  /** How many times larger the result is. */
  scale: ScaleFactor;
  /** The settings. */
  preset: PresetName;
  /** Outer iterations of five image steps; 200 by default. */
  iterations?: number;
  /** Where everything random comes from. */
  seed: number;
  /** The convention of the picture. */
  alignment: Alignment;
  /** The family of the random kernels; Gaussians by default. */
  kernelPrior?: KernelPrior;
}

/**
 * The state after a step. The functions read it from where it was computed;
 * call them before the next step.
 */
export interface SolveStep {
  /** The part of the method. */
  stage: "warm-up" | "solve";
  /** Steps done in this stage. */
  step: number;
  /** Steps of this stage. */
  steps: number;
  /** The data term: 1 - SSIM at first, then the mean squared error. */
  dataTerm(): Promise<number>;
  /** The prior on the gradients of the picture, weighted. */
  prior(): Promise<number>;
  /** The picture so far, RGB row by row, values 0..1; empty in the warm-up. */
  image(): Promise<Float32Array>;
  /** The kernel so far. */
  kernel(): Promise<Kernel>;
}

/** The picture and the kernel that were found. */
export interface Solution {
  /** RGB row by row, values 0..1. */
  image: Float32Array;
  /** The blur kernel. */
  kernel: Kernel;
}

/**
 * What the solver starts from. The solver disposes the generators and the
 * noise.
 */
export interface Start {
  /** The image generator's input, `[1, sh, sw, 3]`. */
  noise: tf.Tensor4D;
  /** Draws the picture. */
  imageGenerator: ImageGenerator;
  /** Draws the kernel. */
  kernelGenerator: KernelGenerator;
  /** Draws a random kernel. */
  draw: () => Kernel;
}

/** How long the solver works. */
export interface Schedule {
  /** Steps of the warm-up. */
  warmUpSteps: number;
  /** Outer iterations. */
  iterations: number;
}

/**
 * Blind super-resolution of one picture: estimates the sharp picture and the
 * blur kernel together (paper, algorithm 1). Between steps it lets timers and
 * signals be served. However it ends, it disposes all its tensors.
 *
 * @param y The low-resolution picture, `[1, h, w, 3]`, values 0..1.
 * @param options What to solve, and how.
 * @returns A generator of steps, and the solution at its end.
 */
export async function* solve(
  y: tf.Tensor4D,
  options: SolveOptions,
): AsyncGenerator<SolveStep, Solution> {
  const { scale, preset, seed, alignment } = options;
  const { iterations = ITERATIONS, kernelPrior = "gaussian" } = options;
  const random = new Random(seed);
  const [, h, w] = y.shape;
  const noiseShape: [number, number, number, number] = [
    1,
    h * scale,
    w * scale,
    3,
  ];
  const length = tf.util.sizeFromShape(noiseShape);
  const start: Start = {
    noise: tf.tensor4d(random.uniforms(length, 0, NOISE_PEAK), noiseShape),
    imageGenerator: new ImageGenerator(PRESETS[preset], random),
    kernelGenerator: new KernelGenerator(
      kernelSize(scale),
      random,
      // The reference leaves the kernel, and with it the picture, to drift.
      alignment === "aligned" ? kernelCentre(scale, alignment) : undefined,
    ),
    draw: () => drawKernel(random, kernelPrior, scale, alignment),
  };
  const schedule = { warmUpSteps: WARM_UP_STEPS, iterations };
  return yield* solveFrom(y, start, sampling(scale, alignment), schedule);
}

/**
 * The same from given parameters, noise and random kernels.
 *
 * @param y The low-resolution picture, `[1, h, w, 3]`, values 0..1.
 * @param start What the solver starts from.
 * @param grid How the blurred picture is sampled.
 * @param schedule How long the solver works.
 * @returns A generator of steps, and the solution at its end.
 */
export async function* solveFrom(
  y: tf.Tensor4D,
  start: Start,
  grid: Sampling,
  schedule: Schedule,
): AsyncGenerator<SolveStep, Solution> {
  const solver = new Solver(y, start, grid);
  try {
    solver.rehearse();
    await pace();
    for (let step = 1; step <= schedule.warmUpSteps; step++) {
      solver.warmUpStep();
      yield solver.state("warm-up", step, schedule.warmUpSteps);
      await pace();
    }
    const steps = schedule.iterations * IMAGE_STEPS;
    for (let step = 1; step <= steps; step++) {
      solver.imageStep(step);
      if (step % KERNEL_STEP_EVERY === 0) solver.kernelStep();
      yield solver.state("solve", step, steps);
      await pace();
    }
    const solution = await solver.solution();
    await pace();
    return solution;
  } finally {
    solver.dispose();
  }
}

/** The two generators, their optimisers, and what lives from step to step. */
class Solver {
  #y: tf.Tensor4D;
  #start: Start;
  #grid: Sampling;
  #imageAdam: Adam;
  #kernelAdam: Adam;
  /** The kernel as drawn last; a variable, so that losses are differentiated by it. */
  #kernel: tf.Variable;
  /** Gradient of the meta-loss by the kernel. */
  #metaGradient: tf.Tensor | undefined;
  #x: tf.Tensor4D | undefined;
  #dataTerm: tf.Scalar;
  #prior: tf.Scalar;

  constructor(y: tf.Tensor4D, start: Start, grid: Sampling) {
    this.#y = y;
    this.#start = start;
    this.#grid = grid;
    const { imageGenerator, kernelGenerator } = start;
    this.#imageAdam = new Adam(imageGenerator.variables, IMAGE_RATE);
    this.#kernelAdam = new Adam(kernelGenerator.variables, KERNEL_RATE);
    this.#kernel = tf.tidy(() => tf.variable(kernelGenerator.forward()));
    this.#dataTerm = tf.scalar(NaN);
    this.#prior = tf.scalar(0);
  }

  /** Draws the picture once: one too large for the engine is refused before the warm-up. */
  rehearse(): void {
    const { imageGenerator, noise } = this.#start;
    imageGenerator.forward(noise).dispose();
  }

  /** One step of the kernel generator towards a fresh random kernel (MCKA). */
  warmUpStep(): void {
    tf.tidy(() => {
      const target = this.#randomKernel();
      this.#replaceTerms(
        this.#stepKernelGenerator((kernel) => mse(kernel, target)),
        tf.scalar(0),
      );
    });
  }

  /**
   * One image step on data term and prior; the first of an outer iteration is
   * preceded by the Langevin step of the kernel on the same picture.
   */
  imageStep(step: number): void {
    const iteration = Math.floor((step - 1) / IMAGE_STEPS);
    const isFirst = (step - 1) % IMAGE_STEPS === 0;
    tf.tidy(() => {
      const { imageGenerator, noise } = this.#start;
      const variables = [...imageGenerator.variables, this.#kernel];
      const { grads } = tf.variableGrads(() => {
        const x = imageGenerator.forward(noise);
        if (isFirst) this.#langevinStep(x);
        const data = this.#dataLoss(x, iteration);
        const prior = hyperLaplacian(x, this.#y.size);
        this.#replacePicture(x);
        this.#replaceTerms(data, prior);
        return data.add(prior) as tf.Scalar;
      }, variables);
      const gradients = variables.map(({ name }) => grads[name]);
      const kernelGradient = gradients.pop()!;
      this.#imageAdam.step(gradients);
      this.#addToMetaGradient(kernelGradient, isFirst);
    });
  }

  /** One kernel step on the data terms since the last one (the meta-loss). */
  kernelStep(): void {
    const gradient = this.#metaGradient;
    if (!gradient) return;
    tf.tidy(() => {
      this.#stepKernelGenerator((kernel) => kernel.mul(gradient).sum());
    });
    gradient.dispose();
    this.#metaGradient = undefined;
  }

  state(stage: SolveStep["stage"], step: number, steps: number): SolveStep {
    return {
      stage,
      step,
      steps,
      dataTerm: async () => (await read(this.#dataTerm))[0],
      prior: async () => (await read(this.#prior))[0],
      image: () => this.#image(),
      kernel: () => this.#kernelValues(),
    };
  }

  async solution(): Promise<Solution> {
    return { image: await this.#image(), kernel: await this.#kernelValues() };
  }

  dispose(): void {
    const { noise, imageGenerator, kernelGenerator } = this.#start;
    imageGenerator.dispose();
    kernelGenerator.dispose();
    this.#imageAdam.dispose();
    this.#kernelAdam.dispose();
    tf.dispose([noise, this.#kernel, this.#dataTerm, this.#prior]);
    this.#metaGradient?.dispose();
    this.#x?.dispose();
  }

  /**
   * The network-level Langevin step: random kernels pull the kernel towards
   * them, the more the better they explain the picture (equations 14 to 17).
   */
  #langevinStep(x: tf.Tensor4D): void {
    const samples = Array.from(
      { length: SAMPLES },
      () => this.#randomKernel(),
    );
    const errors = tf.stack(
      samples.map((r) => mse(degrade(x, r, this.#grid), this.#y)),
    );
    const excess = errors.sub(errors.min());
    const p = excess.div(excess.sum().add(1e-5));
    const weights = tf.sub(1, p).square().mul(p.add(1e-3).log()).neg();
    this.#stepKernelGenerator((kernel) =>
      tf.stack(samples.map((r) => mse(r, kernel))).mul(weights).sum()
    );
  }

  #dataLoss(x: tf.Tensor4D, iteration: number): tf.Scalar {
    const kernel = this.#kernel as tf.Tensor as tf.Tensor2D;
    const degraded = degrade(x, kernel, this.#grid);
    return iteration <= LAST_SSIM_ITERATION
      ? tf.sub(1, ssim(degraded, this.#y))
      : mse(degraded, this.#y);
  }

  /** The sum starts empty at each outer iteration. */
  #addToMetaGradient(gradient: tf.Tensor, isFirst: boolean): void {
    const sum = this.#metaGradient && !isFirst
      ? this.#metaGradient.add(gradient)
      : gradient.clone();
    this.#metaGradient?.dispose();
    this.#metaGradient = tf.keep(sum);
  }

  /** One Adam step of the kernel generator on a loss of its kernel. */
  #stepKernelGenerator(loss: (kernel: tf.Tensor2D) => tf.Tensor): tf.Scalar {
    const { kernelGenerator } = this.#start;
    const { value, grads } = tf.variableGrads(
      () => loss(kernelGenerator.forward()) as tf.Scalar,
      kernelGenerator.variables,
    );
    this.#kernelAdam.step(
      kernelGenerator.variables.map(({ name }) => grads[name]),
    );
    this.#kernel.assign(kernelGenerator.forward());
    return value;
  }

  #randomKernel(): tf.Tensor2D {
    const { size, data } = this.#start.draw();
    return tf.tensor2d(data, [size, size]);
  }

  #replacePicture(x: tf.Tensor4D): void {
    this.#x?.dispose();
    this.#x = tf.keep(x);
  }

  #replaceTerms(data: tf.Scalar, prior: tf.Scalar): void {
    tf.dispose([this.#dataTerm, this.#prior]);
    this.#dataTerm = tf.keep(data);
    this.#prior = tf.keep(prior);
  }

  async #image(): Promise<Float32Array> {
    return this.#x ? await read(this.#x) : new Float32Array();
  }

  async #kernelValues(): Promise<Kernel> {
    return { size: this.#kernel.shape[0], data: await read(this.#kernel) };
  }
}

/** A tensor's numbers, also if it is disposed or assigned to in the meantime. */
async function read(tensor: tf.Tensor): Promise<Float32Array> {
  const kept = tf.keep(tensor.clone());
  try {
    return (await kept.data<"float32">()).slice();
  } finally {
    kept.dispose();
  }
}
