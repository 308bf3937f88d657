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
import { KernelEstimator } from "./kernel_estimator.ts";
import { KernelGenerator } from "./kernel_generator.ts";
import { drawKernel, type KernelPrior } from "./kernel_prior.ts";
import { hyperLaplacian, mse } from "./losses.ts";
import { misfit } from "./misfit.ts";
import {
  isWithinNoise,
  ITERATIONS_WITHIN_NOISE,
  priorStrength,
} from "./noise.ts";
import { type PresetName, PRESETS } from "./presets.ts";
import { Random } from "./random.ts";

/** Learning rate of the image generator. */
const IMAGE_RATE = 5e-3;
/** Steps of the warm-up. */
const WARM_UP_STEPS = 200;
/** Outer iterations of the main loop. */
const ITERATIONS = 200;
/** Image steps of an outer iteration. */
const IMAGE_STEPS = 5;
/** Image steps between two kernel steps on the meta-loss. */
const KERNEL_STEP_EVERY = 3;
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
  /** The kernel, where it is known: it is held, and there is no warm-up. */
  kernel?: Kernel;
  /** Standard deviation of the noise in the picture, 0..1; 0 by default. */
  noise?: number;
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

/** What the solver starts from. The solver disposes it. */
export interface Start {
  /** The image generator's input, `[1, sh, sw, 3]`. */
  noise: tf.Tensor4D;
  /** Draws the picture. */
  imageGenerator: ImageGenerator;
  /** The kernel, or what estimates it. */
  kernel: Kernel | KernelEstimator;
}

/** How long the solver works. */
export interface Schedule {
  /** Steps of the warm-up. */
  warmUpSteps: number;
  /** Outer iterations, at most. */
  iterations: number;
  /** Standard deviation of the noise in the picture; 0 by default. */
  noise?: number;
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
  const { iterations = ITERATIONS, noise } = options;
  const random = new Random(seed);
  const [, h, w] = y.shape;
  const shape = [1, h * scale, w * scale, 3] as const;
  const values = random.uniforms(
    tf.util.sizeFromShape([...shape]),
    0,
    NOISE_PEAK,
  );
  const start: Start = {
    noise: tf.tensor4d(values, [...shape]),
    imageGenerator: new ImageGenerator(PRESETS[preset], random),
    kernel: options.kernel ?? kernelEstimator(options, random),
  };
  const schedule = { warmUpSteps: WARM_UP_STEPS, iterations, noise };
  return yield* solveFrom(y, start, sampling(scale, alignment), schedule);
}

function kernelEstimator(
  { scale, alignment, kernelPrior = "gaussian" }: SolveOptions,
  random: Random,
): KernelEstimator {
  // The reference leaves the kernel, and with it the picture, to drift.
  const centre = alignment === "aligned"
    ? kernelCentre(scale, alignment)
    : undefined;
  return new KernelEstimator(
    new KernelGenerator(kernelSize(scale), random, centre),
    () => drawKernel(random, kernelPrior, scale, alignment),
  );
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
  const { noise = 0 } = schedule;
  try {
    solver.rehearse();
    await pace();
    const warmUpSteps = solver.isBlind ? schedule.warmUpSteps : 0;
    for (let step = 1; step <= warmUpSteps; step++) {
      solver.warmUpStep();
      yield solver.state("warm-up", step, warmUpSteps);
      await pace();
    }
    const steps = schedule.iterations * IMAGE_STEPS;
    let firstWithinNoise = Infinity;
    for (let iteration = 0; iteration < schedule.iterations; iteration++) {
      if (await solver.explainsWithin(noise)) {
        firstWithinNoise = Math.min(firstWithinNoise, iteration);
      }
      if (iteration >= firstWithinNoise + ITERATIONS_WITHIN_NOISE) break;
      const isSsim = iteration <= LAST_SSIM_ITERATION &&
        iteration < firstWithinNoise;
      for (let inner = 0; inner < IMAGE_STEPS; inner++) {
        const step = iteration * IMAGE_STEPS + inner + 1;
        solver.imageStep(
          inner === 0,
          isSsim,
          priorStrength(noise, grid.scale, isSsim),
        );
        if (step % KERNEL_STEP_EVERY === 0) solver.kernelStep();
        yield solver.state("solve", step, steps);
        await pace();
      }
    }
    const solution = await solver.solution();
    await pace();
    return solution;
  } finally {
    solver.dispose();
  }
}

/** The picture and the kernel, and what lives from step to step. */
class Solver {
  #y: tf.Tensor4D;
  #start: Start;
  #grid: Sampling;
  #adam: Adam;
  #estimator: KernelEstimator | undefined;
  #kernel: tf.Tensor2D;
  #x: tf.Tensor4D | undefined;
  #dataTerm: tf.Scalar;
  #prior: tf.Scalar;

  constructor(y: tf.Tensor4D, start: Start, grid: Sampling) {
    this.#y = y;
    this.#start = start;
    this.#grid = grid;
    this.#adam = new Adam(start.imageGenerator.variables, IMAGE_RATE);
    const { kernel } = start;
    if (kernel instanceof KernelEstimator) this.#estimator = kernel;
    this.#kernel = kernel instanceof KernelEstimator
      ? kernel.kernel as tf.Tensor as tf.Tensor2D
      : tf.tensor2d(kernel.data, [kernel.size, kernel.size]);
    this.#dataTerm = tf.scalar(NaN);
    this.#prior = tf.scalar(0);
  }

  /** Whether the kernel is to be found, too. */
  get isBlind(): boolean {
    return this.#estimator !== undefined;
  }

  /** Draws the picture once: one too large for the engine is refused before the warm-up. */
  rehearse(): void {
    const { imageGenerator, noise } = this.#start;
    imageGenerator.forward(noise).dispose();
  }

  /** One step of the kernel generator towards a fresh random kernel (MCKA). */
  warmUpStep(): void {
    tf.tidy(() => {
      this.#replaceTerms(this.#estimator!.warmUpStep(), tf.scalar(0));
    });
  }

  /**
   * One image step on data term and prior; the first of an outer iteration is
   * preceded by the Langevin step of the kernel on the same picture.
   */
  imageStep(isFirst: boolean, isSsim: boolean, strength: number): void {
    tf.tidy(() => {
      const { imageGenerator, noise } = this.#start;
      const { grads } = tf.variableGrads(() => {
        const x = imageGenerator.forward(noise);
        if (isFirst) this.#estimator?.langevinStep(x, this.#y, this.#grid);
        const data = this.#dataLoss(x, isSsim);
        const prior = hyperLaplacian(x, this.#y.size, strength);
        this.#replacePicture(x);
        this.#replaceTerms(data, prior);
        return data.add(prior) as tf.Scalar;
      }, this.#learnt());
      this.#adam.step(imageGenerator.variables.map(({ name }) => grads[name]));
      this.#estimator?.addDataTerm(
        grads[this.#estimator.kernel.name],
        isFirst,
      );
    });
  }

  /** Whether picture and kernel explain the input to within its noise. */
  async explainsWithin(noise: number): Promise<boolean> {
    if (noise === 0 || !this.#x) return false;
    const error = await misfit(this.#x, this.#kernel, this.#y, this.#grid);
    return isWithinNoise(error, noise);
  }

  /** One kernel step on the data terms since the last one. */
  kernelStep(): void {
    this.#estimator?.metaStep();
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
    const { noise, imageGenerator } = this.#start;
    imageGenerator.dispose();
    this.#adam.dispose();
    if (this.#estimator) this.#estimator.dispose();
    else this.#kernel.dispose();
    tf.dispose([noise, this.#dataTerm, this.#prior]);
    this.#x?.dispose();
  }

  /** What the loss is differentiated by. */
  #learnt(): tf.Variable[] {
    const { variables } = this.#start.imageGenerator;
    return this.#estimator ? [...variables, this.#estimator.kernel] : variables;
  }

  #dataLoss(x: tf.Tensor4D, isSsim: boolean): tf.Scalar {
    const degraded = degrade(x, this.#kernel, this.#grid);
    return isSsim ? tf.sub(1, ssim(degraded, this.#y)) : mse(degraded, this.#y);
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
