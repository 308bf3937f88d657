import { EngineError } from "./engine/device/engine_error.ts";
import type { EngineName } from "./engine/mod.ts";
import type { Alignment, ScaleFactor } from "./mlmc/alignment.ts";
import type { Kernel } from "./mlmc/kernel.ts";
import type { PresetName } from "./mlmc/presets.ts";
import type { Solution, SolveStep } from "./mlmc/solve.ts";
import { flawOf } from "./image/flaw.ts";
import type { Raster } from "./image/raster.ts";
import { enlargeBicubic } from "./image/resize.ts";
import { validate } from "./validate.ts";

/** How to upscale. */
export interface UpscaleOptions {
  /** How many times larger the result is. */
  scale: ScaleFactor;
  /** `fast` (default), or `paper` for the published settings, slower by far. */
  preset?: PresetName;
  /** Outer iterations of five image steps each; 200 by default. */
  iterations?: number;
  /** Where everything random comes from, a whole number; 0 by default. The same seed gives the same result. */
  seed?: number;
  /** What to compute on; `auto` (default) takes a GPU if there is one, else the CPU. */
  device?: EngineName;
  /** `aligned` (default) for photos; `benchmark` for test data made as the reference implementation makes it. */
  alignment?: Alignment;
  /** Called after every step, and waited for. Throw from it to stop. */
  onProgress?: (progress: Progress) => void | Promise<void>;
  /** Stops the work between two steps: the promise is rejected with the signal's reason. */
  signal?: AbortSignal;
}

/**
 * How far the work is. Its functions fetch the state, from the GPU if need be:
 * call them during the call only, and not at every step.
 */
export interface Progress {
  /** `warm-up`: only the kernel is learnt; `solve`: kernel and picture. */
  stage: "warm-up" | "solve";
  /** Steps done in this stage. */
  step: number;
  /** Steps of this stage. */
  steps: number;
  /** Time left in seconds; not known in the warm-up. */
  secondsLeft?: number;
  /**
   * How far picture and kernel are from explaining the input; smaller is
   * better. Rejected where it is no number, for nothing can come of it then.
   */
  dataTerm(): Promise<number>;
  /** The picture so far, without opacities; in the warm-up the bicubic enlargement. */
  image(): Promise<Raster>;
  /** The kernel so far. */
  kernel(): Promise<Kernel>;
}

/** What came of it. */
export interface UpscaleResult {
  /** The upscaled picture, with opacities if the input has them. */
  image: Raster;
  /** The estimated blur kernel, in pixels of the upscaled picture. */
  kernel: Kernel;
  /** How long it took. */
  seconds: number;
  /** What it was computed on. */
  device: Exclude<EngineName, "auto">;
}

/**
 * Upscales a picture whose blur is unknown: finds the sharp picture and the
 * blur kernel together that explain it. Opacities are enlarged bicubically.
 *
 * @example
 * ```ts
 * import { upscale } from "@mlmc/cli";
 *
 * const data = Float32Array.from({ length: 8 * 8 * 3 }, (_, i) => (i % 7) / 7);
 * const picture = { width: 8, height: 8, data };
 * const { image, kernel } = await upscale(picture, { scale: 2, iterations: 1 });
 * console.assert(image.width === 16 && kernel.size === 11);
 * ```
 *
 * @param image The picture, at least 4 pixels wide and high.
 * @param options How to upscale.
 * @returns The upscaled picture and the kernel.
 * @throws {TypeError} If the picture or an option is of the wrong type.
 * @throws {RangeError} If the picture or an option has a value that cannot be.
 * @throws {EngineError} If the engine is not there, runs out of memory or is lost, or if no picture comes of it.
 */
export async function upscale(
  image: Raster,
  options: UpscaleOptions,
): Promise<UpscaleResult> {
  validate(image, options);
  options.signal?.throwIfAborted();
  const started = performance.now();
  // tfjs takes a second to load, which who only asks for the types or for help need not wait for.
  const { openEngine } = await import("./engine/mod.ts");
  const engine = await openEngine(options.device);
  try {
    const { image: data, kernel } = await solveRaster(image, options)
      .catch((error) => {
        throw withAdvice(error, image, options.scale);
      });
    const flaw = flawOf(data, image.data);
    if (flaw) {
      throw new EngineError(
        `no picture came of it, but ${flaw}; try another seed or the cpu device`,
        "no-picture",
      );
    }
    const { scale } = options;
    const size = { width: image.width * scale, height: image.height * scale };
    return {
      image: withAlpha({ ...size, data }, image, scale),
      kernel,
      seconds: (performance.now() - started) / 1000,
      device: engine.name,
    };
  } finally {
    await engine.close();
  }
}

/**
 * Estimates the blur kernel of a picture. It takes the time of
 * {@linkcode upscale}, for the kernel is found together with the picture.
 *
 * @example
 * ```ts
 * import { estimateKernel } from "@mlmc/cli";
 *
 * const data = Float32Array.from({ length: 8 * 8 * 3 }, (_, i) => (i % 7) / 7);
 * const picture = { width: 8, height: 8, data };
 * const kernel = await estimateKernel(picture, { scale: 2, iterations: 1 });
 * console.assert(kernel.data.length === kernel.size ** 2);
 * ```
 *
 * @param image The picture, at least 4 pixels wide and high.
 * @param options How to upscale.
 * @returns The kernel, in pixels of the upscaled picture.
 * @throws {TypeError} If the picture or an option is of the wrong type.
 * @throws {RangeError} If the picture or an option has a value that cannot be.
 */
export async function estimateKernel(
  image: Raster,
  options: UpscaleOptions,
): Promise<Kernel> {
  return (await upscale(image, options)).kernel;
}

async function solveRaster(
  image: Raster,
  options: UpscaleOptions,
): Promise<Solution> {
  const tf = await import("@tensorflow/tfjs");
  const { solve } = await import("./mlmc/solve.ts");
  const { width, height, data } = image;
  const { preset = "fast", seed = 0, alignment = "aligned" } = options;
  const y = tf.tensor4d(data, [1, height, width, 3]);
  const steps = solve(y, { ...options, preset, seed, alignment });
  const clock = new StageClock();
  try {
    while (true) {
      const next = await steps.next();
      if (next.done) return next.value;
      options.signal?.throwIfAborted();
      await options.onProgress?.(
        progressOf(next.value, image, options.scale, clock),
      );
    }
  } finally {
    await steps.return(undefined as never);
    y.dispose();
  }
}

/** Tells the time left in the main loop; its first step compiles, and is not counted. */
class StageClock {
  #firstDone = 0;

  secondsLeft({ stage, step, steps }: SolveStep): number | undefined {
    if (stage === "warm-up") return undefined;
    if (step === 1) this.#firstDone = performance.now();
    if (step < 2) return undefined;
    const seconds = (performance.now() - this.#firstDone) / 1000;
    return seconds / (step - 1) * (steps - step);
  }
}

function progressOf(
  state: SolveStep,
  input: Raster,
  scale: number,
  clock: StageClock,
): Progress {
  const { stage, step, steps } = state;
  const { width, height, data } = input;
  return {
    stage,
    step,
    steps,
    secondsLeft: clock.secondsLeft(state),
    dataTerm: async () => finite(await state.dataTerm()),
    image: async () =>
      stage === "warm-up" ? enlargeBicubic({ width, height, data }, scale) : {
        width: width * scale,
        height: height * scale,
        data: await state.image(),
      },
    kernel: () => state.kernel(),
  };
}

/** An engine's error with what it ran into it on, and the way out. */
function withAdvice(
  error: unknown,
  { width, height }: Raster,
  scale: number,
): unknown {
  if (!(error instanceof EngineError)) return error;
  if (error.problem === "no-picture") return error;
  const size = `${width * scale}×${height * scale} pixels`;
  return new EngineError(
    `${error.message}, at a result of ${size}; use the fast preset, a smaller picture or the cpu device`,
    error.problem,
    { cause: error },
  );
}

function finite(dataTerm: number): number {
  if (Number.isFinite(dataTerm)) return dataTerm;
  throw new EngineError(
    "no picture will come of it, for the search gives values that are no numbers; try another seed or the cpu device",
    "no-picture",
  );
}

function withAlpha(result: Raster, input: Raster, scale: number): Raster {
  const { alpha } = input.alpha ? enlargeBicubic(input, scale) : {};
  return alpha ? { ...result, alpha } : result;
}
