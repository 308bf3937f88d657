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
import { detailOf } from "./detail.ts";
import { dataStep } from "./data_step.ts";
import { GaussianEstimator } from "./gaussian_estimator.ts";
import type { KernelEstimator } from "./kernel_estimator.ts";
import { KernelGenerator } from "./kernel_generator.ts";
import {
  drawKernel,
  type KernelPrior,
  likelyVariance,
} from "./kernel_prior.ts";
import { hyperLaplacian, mse } from "./losses.ts";
import { MeanPicture } from "./mean_picture.ts";
import { misfit } from "./misfit.ts";
import { NetworkEstimator } from "./network_estimator.ts";
import {
  isWithinNoise,
  ITERATIONS_WITHIN_NOISE,
  priorStrength,
} from "./noise.ts";
import { type PresetName, PRESETS } from "./presets.ts";
import { Random } from "./random.ts";

/** Steps of the warm-up. */
const WARM_UP_STEPS = 200;
/** Image steps of an outer iteration. */
const IMAGE_STEPS = 5;
/** The share of the iterations on a photo or a noisy picture in which SSIM is the data term: what is faint there may be noise, and SSIM would draw it. */
const NOISY_SSIM = 0.5;
/** The most noise with which a Gaussian is learnt: beyond, the prior against it makes the picture so sharp that the kernel gets too wide. */
const MOST_NOISE = 7 / 255;
/** Standard deviation of the noise of photos for the last data step, besides what was measured: no photo is quite clean. */
const PHOTO_NOISE = 2 / 255;
/** The peak of the input noise. */
const NOISE_PEAK = 0.1;

/** What to solve, and how. */
export interface SolveOptions {
  /** How many times larger the result is. */
  scale: ScaleFactor;
  /** The settings. */
  preset: PresetName;
  /** Outer iterations of five image steps; by default what the settings say. */
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

/** What the solver starts from. It disposes it, but for what estimates the kernel. */
export interface Start {
  /** The image generator's input, `[1, sh, sw, 3]`. */
  noise: tf.Tensor4D;
  /** Draws the picture. */
  imageGenerator: ImageGenerator;
  /** The kernel, or what estimates it. */
  kernel: Kernel | KernelEstimator;
}

/** How long the solver works, and on what. */
export interface Schedule {
  /** Steps of the warm-up. */
  warmUpSteps: number;
  /** Outer iterations, at most. */
  iterations: number;
  /** Learning rate of the image generator. */
  imageRate: number;
  /** How many of the first outer iterations have SSIM as their data term. */
  ssimIterations: number;
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
  const { scale, alignment, noise = 0 } = options;
  const settings = PRESETS[options.preset];
  const { iterations = settings.iterations } = options;
  const random = new Random(options.seed);
  const grid = sampling(scale, alignment);
  const mayBeNoisy = alignment === "aligned" || noise > 0;
  const ssimIterations = Math.min(
    settings.ssimIterations,
    iterations * (mayBeNoisy ? NOISY_SSIM : 1),
  );
  const schedule = { ...settings, iterations, ssimIterations, noise };
  const pictures = new MeanPicture(settings.runs);
  const estimator = options.kernel
    ? undefined
    : await makeEstimator(y, options, random);
  let kernel = options.kernel;
  try {
    for (let run = 0; run < settings.runs; run++) {
      const start = {
        ...startPicture(y, options, random),
        kernel: options.kernel ?? estimator!,
      };
      const warmUpSteps = run === 0 ? WARM_UP_STEPS : 0;
      const found = yield* through(
        solveFrom(y, start, grid, { ...schedule, warmUpSteps }),
        (state) => pictures.including(state),
      );
      pictures.add(found.image);
      kernel = found.kernel;
    }
    const solution = { image: pictures.image, kernel: kernel! };
    const leastNoise = alignment === "aligned" ? PHOTO_NOISE : 0;
    return settings.hasDataStep
      ? await explaining(y, solution, grid, Math.hypot(noise, leastNoise))
      : solution;
  } finally {
    estimator?.dispose();
  }
}

/** Goes through a generator, and changes what it gives. */
async function* through<T, Result>(
  steps: AsyncGenerator<T, Result>,
  change: (value: T) => T,
): AsyncGenerator<T, Result> {
  try {
    let next = await steps.next();
    while (!next.done) {
      yield change(next.value);
      next = await steps.next();
    }
    return next.value;
  } finally {
    await steps.return(undefined as never);
  }
}

function startPicture(
  { shape: [, h, w] }: tf.Tensor4D,
  { scale, preset }: SolveOptions,
  random: Random,
): Pick<Start, "noise" | "imageGenerator"> {
  const shape = [1, h * scale, w * scale, 3] as const;
  const values = random.uniforms(
    tf.util.sizeFromShape([...shape]),
    0,
    NOISE_PEAK,
  );
  return {
    noise: tf.tensor4d(values, [...shape]),
    imageGenerator: new ImageGenerator(PRESETS[preset], random),
  };
}

async function makeEstimator(
  y: tf.Tensor4D,
  options: SolveOptions,
  random: Random,
): Promise<KernelEstimator> {
  const { scale, alignment, preset, kernelPrior = "gaussian", noise = 0 } =
    options;
  const size = kernelSize(scale);
  const centre = kernelCentre(scale, alignment);
  const isGaussian = kernelPrior === "gaussian" &&
    PRESETS[preset].kernelModel === "gaussian" && noise <= MOST_NOISE;
  if (isGaussian) {
    return new GaussianEstimator({
      scale,
      centre,
      variance: likelyVariance(scale),
      detail: await detailOf(y, noise),
    });
  }
  // The reference leaves the kernel, and with it the picture, to drift.
  const held = alignment === "aligned" ? centre : undefined;
  return new NetworkEstimator(
    new KernelGenerator(size, random, held),
    () => drawKernel(random, kernelPrior, scale, alignment),
  );
}

/** The solution with a data step on its picture. */
async function explaining(
  y: tf.Tensor4D,
  { image, kernel }: Solution,
  grid: Sampling,
  noise: number,
): Promise<Solution> {
  const [, h, w] = y.shape;
  const { scale } = grid;
  const x = tf.tensor4d(image, [1, h * scale, w * scale, 3]);
  const k = tf.tensor2d(kernel.data, [kernel.size, kernel.size]);
  try {
    const z = await dataStep(x, k, y, grid, noise);
    const data = await z.data<"float32">();
    z.dispose();
    return { image: data.slice(), kernel };
  } finally {
    tf.dispose([x, k]);
  }
}

/**
 * The same from given parameters, noise and random kernels, once and without a
 * last data step.
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
  const { imageRate, iterations, noise = 0 } = schedule;
  const solver = new Solver(y, start, grid, imageRate);
  try {
    solver.rehearse();
    await pace();
    const warmUpSteps = solver.isWarmedUp ? schedule.warmUpSteps : 0;
    for (let step = 1; step <= warmUpSteps; step++) {
      solver.warmUpStep();
      yield solver.state("warm-up", step, warmUpSteps);
      await pace();
    }
    const steps = iterations * IMAGE_STEPS;
    let firstWithinNoise = Infinity;
    for (let iteration = 0; iteration < iterations; iteration++) {
      if (await solver.explainsWithin(noise)) {
        firstWithinNoise = Math.min(firstWithinNoise, iteration);
      }
      if (iteration >= firstWithinNoise + ITERATIONS_WITHIN_NOISE) break;
      const isSsim = iteration < schedule.ssimIterations &&
        iteration < firstWithinNoise;
      const strength = priorStrength(noise, grid.scale, isSsim);
      for (let inner = 0; inner < IMAGE_STEPS; inner++) {
        const done = iteration * IMAGE_STEPS + inner;
        const share = done / steps;
        solver.imageStep({ isFirst: inner === 0, share, isSsim, strength });
        yield solver.state("solve", done + 1, steps);
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

/** What an image step is like. */
interface Step {
  /** Whether it is the first of an outer iteration. */
  isFirst: boolean;
  /** The share of the picture's steps that are done. */
  share: number;
  /** Whether the data term is SSIM; else it is the squared error. */
  isSsim: boolean;
  /** By how much the published prior is multiplied. */
  strength: number;
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

  constructor(y: tf.Tensor4D, start: Start, grid: Sampling, imageRate: number) {
    this.#y = y;
    this.#start = start;
    this.#grid = grid;
    this.#adam = new Adam(start.imageGenerator.variables, imageRate);
    const { kernel } = start;
    if ("learn" in kernel) {
      this.#estimator = kernel;
      this.#kernel = kernel.kernel as tf.Tensor as tf.Tensor2D;
    } else {
      this.#kernel = tf.tensor2d(kernel.data, [kernel.size, kernel.size]);
    }
    this.#dataTerm = tf.scalar(NaN);
    this.#prior = tf.scalar(0);
  }

  /** Whether there is a kernel to find that is warmed up. */
  get isWarmedUp(): boolean {
    return this.#estimator?.warmUpStep !== undefined;
  }

  /** Draws the picture once: one too large for the engine is refused before the warm-up. */
  rehearse(): void {
    const { imageGenerator, noise } = this.#start;
    imageGenerator.forward(noise).dispose();
  }

  /** One step of the kernel generator towards a fresh random kernel (MCKA). */
  warmUpStep(): void {
    tf.tidy(() => {
      this.#replaceTerms(this.#estimator!.warmUpStep!(), tf.scalar(0));
    });
  }

  /**
   * One image step on data term and prior, and what the kernel learns from it;
   * the first of an outer iteration is preceded by the Langevin step of the
   * kernel on the same picture.
   */
  imageStep(step: Step): void {
    const { isFirst, isSsim, strength } = step;
    const learner = this.#learnerOf(step);
    tf.tidy(() => {
      const { imageGenerator, noise } = this.#start;
      const learnt = [...imageGenerator.variables];
      if (learner) learnt.push(learner.kernel);
      const { grads } = tf.variableGrads(() => {
        const x = imageGenerator.forward(noise);
        if (isFirst) this.#estimator?.explore?.(x, this.#y, this.#grid);
        const data = this.#dataLoss(x, isSsim);
        const prior = hyperLaplacian(x, this.#y.size, strength);
        this.#replacePicture(x);
        this.#replaceTerms(data, prior);
        return data.add(prior) as tf.Scalar;
      }, learnt);
      this.#adam.step(imageGenerator.variables.map(({ name }) => grads[name]));
      learner?.learn({
        x: this.#x!,
        y: this.#y,
        grid: this.#grid,
        gradient: grads[learner.kernel.name],
        isFirst,
      });
    });
  }

  /** Whether picture and kernel explain the input to within its noise. */
  async explainsWithin(noise: number): Promise<boolean> {
    if (noise === 0 || !this.#x) return false;
    const error = await misfit(this.#x, this.#kernel, this.#y, this.#grid);
    return isWithinNoise(error, noise);
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
    if (!this.#estimator) this.#kernel.dispose();
    tf.dispose([noise, this.#dataTerm, this.#prior]);
    this.#x?.dispose();
  }

  /** What learns the kernel from this step. */
  #learnerOf({ share, isSsim }: Step): KernelEstimator | undefined {
    const isLearning = this.#estimator?.learnsFrom?.(share, isSsim) ?? true;
    return isLearning ? this.#estimator : undefined;
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
