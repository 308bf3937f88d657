import * as tf from "@tensorflow/tfjs";
import { EngineError } from "../engine/device/engine_error.ts";
import { flawOf } from "../image/flaw.ts";
import type { Raster } from "../image/raster.ts";
import { enlargeBicubic } from "../image/resize.ts";
import type { Kernel } from "../mlmc/kernel.ts";
import { type Solution, solve } from "../mlmc/solve.ts";
import type { Part, Progress, UpscaleOptions } from "../upscale.ts";
import { misfitOf } from "./misfit_of.ts";
import { restoration } from "./restoration.ts";
import { type Kind, WorkClock } from "./work_clock.ts";

/** The options with everything filled in that has to be known. */
export type WorkOptions =
  & UpscaleOptions
  & Required<
    Pick<UpscaleOptions, "preset" | "seed" | "alignment" | "restorer">
  >
  & {
    /** Standard deviation of the noise, 0..1. */
    noise: number;
    /** The same as USRNet is told it. */
    toldNoise: number;
  };

/** The state after a step of a task. */
export interface WorkStep {
  /** What is done. */
  stage: Progress["stage"];
  /** Steps done in this stage. */
  step: number;
  /** Steps of this stage. */
  steps: number;
  /** How far picture and kernel are from explaining the input. */
  dataTerm(): Promise<number>;
  /** The picture so far, RGB row by row, 0..1; empty in the warm-up. */
  image(): Promise<Float32Array>;
  /** The kernel so far. */
  kernel(): Promise<Kernel>;
}

/** One picture to solve. */
export interface Task {
  /** The low-resolution picture. */
  image: Raster;
  /** The kernel, if it is known. */
  kernel?: Kernel;
  /** Which part of the whole it is, if it is one. */
  part?: Part;
  /** The whole picture so far, from the task's own. */
  show: (values: Float32Array) => Raster;
}

/** What came of a task. */
export interface Done {
  /** RGB row by row, 0..1. */
  values: Float32Array;
  /** The kernel. */
  kernel: Kernel;
  /** Mean squared error of the result, blurred and sampled. */
  misfit: number;
  /** The same of the bicubic enlargement. */
  plainMisfit: number;
}

/** Solves pictures one after another, and reports how far the whole of it is. */
export class Work {
  #options: WorkOptions;
  #clock = new WorkClock();
  #isFinished = false;

  /**
   * Makes ready.
   *
   * @param options How to solve.
   */
  constructor(options: WorkOptions) {
    this.#options = options;
  }

  /** Whether the caller wants no more than what there is. */
  get isFinished(): boolean {
    return this.#isFinished;
  }

  /**
   * Announces tasks, for the time left.
   *
   * @param sizes Sizes of their low-resolution pictures.
   * @param isKernelKnown Whether they will be given the kernel.
   */
  plan(
    sizes: readonly { width: number; height: number }[],
    isKernelKnown: boolean,
  ): void {
    for (const size of sizes) this.#clock.plan(this.#kind(isKernelKnown), size);
  }

  /**
   * Takes back what was announced, since it is there already.
   *
   * @param size Size of its low-resolution picture.
   * @param isKernelKnown Whether it would have been given the kernel.
   */
  skip(size: { width: number; height: number }, isKernelKnown: boolean): void {
    this.#clock.drop(this.#kind(isKernelKnown), size);
  }

  /**
   * Solves an announced task.
   *
   * @param task What to solve.
   * @returns What came of it.
   */
  async solve(task: Task): Promise<Done> {
    const { image: { width, height, data } } = task;
    const y = tf.tensor4d(data, [1, height, width, 3]);
    try {
      const { image, kernel } = await this.#run(y, task);
      const flaw = flawOf(image, data);
      if (flaw) {
        throw new EngineError(
          `no picture came of it, but ${flaw}; try another seed or the cpu device`,
          "no-picture",
        );
      }
      const found = { values: image, kernel };
      return { ...found, ...await this.#judge(y, task.image, found) };
    } finally {
      y.dispose();
    }
  }

  /** What is done with a picture whose kernel is known or not. */
  #kind(isKernelKnown: boolean): Kind {
    const isRestored = this.#options.restorer === "usrnet" && isKernelKnown;
    return isRestored ? "restore" : "solve";
  }

  async #run(y: tf.Tensor4D, task: Task): Promise<Solution> {
    const { signal, onProgress } = this.#options;
    const steps = this.#steps(y, task);
    this.#clock.begin(this.#kind(task.kernel !== undefined), task.image);
    try {
      while (true) {
        const next = await steps.next();
        if (next.done) return next.value;
        signal?.throwIfAborted();
        const state = next.value;
        if (state.stage !== "warm-up") {
          this.#clock.tick(state.step, state.steps);
        }
        await onProgress?.(this.#progress(state, task));
        if (this.#isFinished) {
          const { scale } = this.#options;
          const image = await imageOf(state, task.image, scale);
          return { image, kernel: await state.kernel() };
        }
      }
    } finally {
      await steps.return(undefined as never);
    }
  }

  #steps(
    y: tf.Tensor4D,
    { image, kernel }: Task,
  ): AsyncGenerator<WorkStep, Solution> {
    const options = this.#options;
    return kernel && options.restorer === "usrnet"
      ? restoration(y, image, kernel, options)
      : solve(y, { ...options, kernel });
  }

  #progress(state: WorkStep, { image, part, show }: Task): Progress {
    const { stage, step, steps } = state;
    const { scale } = this.#options;
    return {
      stage,
      step,
      steps,
      ...(part && { part }),
      secondsLeft: this.#clock.secondsLeft,
      dataTerm: async () => finite(await state.dataTerm()),
      image: async () => show(await imageOf(state, image, scale)),
      kernel: () => state.kernel(),
      finish: () => void (this.#isFinished = true),
    };
  }

  /** Compares what was found with the bicubic enlargement. */
  async #judge(
    y: tf.Tensor4D,
    image: Raster,
    { values, kernel }: { values: Float32Array; kernel: Kernel },
  ): Promise<Pick<Done, "misfit" | "plainMisfit">> {
    const options = this.#options;
    const plain = enlargeBicubic(image, options.scale).data;
    return {
      misfit: await misfitOf(values, kernel, y, options),
      plainMisfit: await misfitOf(plain, kernel, y, options),
    };
  }
}

/** A task's picture so far; in the warm-up the bicubic enlargement. */
async function imageOf(
  state: WorkStep,
  input: Raster,
  scale: number,
): Promise<Float32Array> {
  return state.stage === "warm-up"
    ? enlargeBicubic(input, scale).data
    : await state.image();
}

function finite(dataTerm: number): number {
  if (Number.isFinite(dataTerm)) return dataTerm;
  throw new EngineError(
    "no picture will come of it, for the search gives values that are no numbers; try another seed or the cpu device",
    "no-picture",
  );
}
