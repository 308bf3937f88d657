import * as tf from "@tensorflow/tfjs";
import { EngineError } from "../engine/device/engine_error.ts";
import { flawOf } from "../image/flaw.ts";
import type { Raster } from "../image/raster.ts";
import { enlargeBicubic } from "../image/resize.ts";
import { sampling } from "../mlmc/alignment.ts";
import type { Kernel } from "../mlmc/kernel.ts";
import { misfit } from "../mlmc/misfit.ts";
import { solve, type SolveStep } from "../mlmc/solve.ts";
import type { Part, Progress, UpscaleOptions } from "../upscale.ts";

/** The options with everything filled in that has to be known. */
export type WorkOptions =
  & UpscaleOptions
  & Required<Pick<UpscaleOptions, "preset" | "seed" | "alignment">>
  & {
    /** Standard deviation of the noise, 0..1. */
    noise: number;
  };

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
  /** Pixels of tasks that are not yet begun. */
  #pixelsToCome = 0;
  /** Steps of a task. */
  #steps = 0;
  /** Seconds that steps took, and the pixels that they went over. */
  #pace = { seconds: 0, pixels: 0 };
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
   */
  plan(sizes: readonly { width: number; height: number }[]): void {
    for (const { width, height } of sizes) this.#pixelsToCome += width * height;
  }

  /**
   * Takes back what was announced, since it is there already.
   *
   * @param size Size of its low-resolution picture.
   */
  skip({ width, height }: { width: number; height: number }): void {
    this.#pixelsToCome -= width * height;
  }

  /**
   * Solves an announced task.
   *
   * @param task What to solve.
   * @returns What came of it.
   */
  async solve(task: Task): Promise<Done> {
    const { image: { width, height, data } } = task;
    this.skip(task.image);
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

  async #run(y: tf.Tensor4D, task: Task) {
    const { signal, onProgress } = this.#options;
    const steps = solve(y, { ...this.#options, kernel: task.kernel });
    const clock = { pixels: task.image.width * task.image.height, since: 0 };
    try {
      while (true) {
        const next = await steps.next();
        if (next.done) return next.value;
        signal?.throwIfAborted();
        const state = next.value;
        this.#tick(state, clock);
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

  /** The first step of a task compiles or makes room, and is not counted. */
  #tick(
    { stage, step, steps }: SolveStep,
    clock: { pixels: number; since: number },
  ): void {
    if (stage === "warm-up") return;
    this.#steps = steps;
    const now = performance.now();
    if (step > 1) {
      this.#pace.seconds += (now - clock.since) / 1000;
      this.#pace.pixels += clock.pixels;
    }
    clock.since = now;
  }

  #progress(state: SolveStep, { image, part, show }: Task): Progress {
    const { stage, step, steps } = state;
    const { scale } = this.#options;
    return {
      stage,
      step,
      steps,
      ...(part && { part }),
      secondsLeft: this.#secondsLeft(state, image),
      dataTerm: async () => finite(await state.dataTerm()),
      image: async () => show(await imageOf(state, image, scale)),
      kernel: () => state.kernel(),
      finish: () => void (this.#isFinished = true),
    };
  }

  #secondsLeft(
    { stage, step }: SolveStep,
    { width, height }: Raster,
  ): number | undefined {
    const { seconds, pixels } = this.#pace;
    if (pixels === 0) return undefined;
    const steps = stage === "solve" ? this.#steps - step : this.#steps;
    const pixelsToCome = steps * width * height +
      this.#steps * this.#pixelsToCome;
    return seconds / pixels * pixelsToCome;
  }

  /** Compares what was found with the bicubic enlargement. */
  async #judge(
    y: tf.Tensor4D,
    image: Raster,
    { values, kernel }: { values: Float32Array; kernel: Kernel },
  ): Promise<Pick<Done, "misfit" | "plainMisfit">> {
    const { scale, alignment } = this.#options;
    const shape = [1, image.height * scale, image.width * scale, 3] as const;
    const k = tf.tensor2d(kernel.data, [kernel.size, kernel.size]);
    const of = async (values: Float32Array) => {
      const x = tf.tensor4d(values, [...shape]);
      const error = await misfit(x, k, y, sampling(scale, alignment));
      x.dispose();
      return error;
    };
    const misfits = {
      misfit: await of(values),
      plainMisfit: await of(enlargeBicubic(image, scale).data),
    };
    k.dispose();
    return misfits;
  }
}

/** A task's picture so far; in the warm-up the bicubic enlargement. */
async function imageOf(
  state: SolveStep,
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
