import { DEFAULTS } from "./defaults.ts";
import { EngineError } from "./engine/device/engine_error.ts";
import type { EngineName } from "./engine/mod.ts";
import { enlargeAlpha, spreadColours } from "./image/alpha.ts";
import { estimateNoise } from "./image/noise/noise.ts";
import type { Raster } from "./image/raster.ts";
import type { Alignment, ScaleFactor } from "./mlmc/alignment.ts";
import type { Kernel } from "./mlmc/kernel.ts";
import type { KernelPrior } from "./mlmc/kernel_prior.ts";
import type { PresetName } from "./mlmc/presets.ts";
import { photoNoise } from "./usrnet/noise.ts";
import type { UsrnetWeights } from "./usrnet/weights.ts";
import { MOST_NOISE, validate } from "./validate.ts";

/** Levels of the noise in 0..1. */
const LEVELS = 255;

/** How to upscale. */
export interface UpscaleOptions {
  /** How many times larger the result is. */
  scale: ScaleFactor;
  /** `fast`, `balanced` (default) or `best`, which takes longest; or `paper` for the published settings. */
  preset?: PresetName;
  /** Outer iterations of five image steps each, in each of the preset's runs; by default what the preset says. */
  iterations?: number;
  /** Where everything random comes from, a whole number; 0 by default. The same seed gives the same result. */
  seed?: number;
  /** What to compute on; `auto` (default) takes a GPU if there is one, else the CPU. */
  device?: EngineName;
  /** `aligned` (default) for photos; `benchmark` for test data made as the reference implementation makes it. */
  alignment?: Alignment;
  /** The family of the random kernels that the blur is looked for around; `gaussian` by default. */
  kernelPrior?: KernelPrior;
  /**
   * What draws the picture: `dip` (default), the image generator that is learnt
   * with the kernel; or `usrnet`, a network that was trained on photos, given
   * the kernel (MLMC-USRNet). It needs {@linkcode UpscaleOptions.weights}.
   */
  restorer?: "dip" | "usrnet";
  /** Weights of USRNet, as {@linkcode readUsrnetWeights} reads them. */
  weights?: UsrnetWeights;
  /** The blur kernel, if it is known: it is not estimated then. For a photo it is moved to where `alignment` has its centre. */
  kernel?: Kernel;
  /**
   * Standard deviation of the noise in the picture, 0 to 50 levels of 255;
   * `auto` (default) estimates it. USRNet is then told 10 levels more of a
   * photo, since the kernel that is found is never exact.
   */
  noise?: number | "auto";
  /**
   * Side of the tiles, in pixels of `image`, at least 64. A picture with a
   * longer side is solved in tiles that share one kernel. By default a picture
   * is solved whole as long as the engine's memory holds it.
   */
  tile?: number;
  /** Where finished parts are kept, so that an interrupted call can go on. */
  checkpoint?: Checkpoint;
  /** Called after every step, and waited for. Throw from it to stop. */
  onProgress?: (progress: Progress) => void | Promise<void>;
  /** Stops the work between two steps: the promise is rejected with the signal's reason. */
  signal?: AbortSignal;
}

/**
 * Keeps the finished parts of a picture that is solved in tiles; a `Map` will
 * do. It belongs to one picture and one set of options.
 */
export interface Checkpoint {
  /** The numbers kept under a name, if there are any. */
  get(
    name: string,
  ): Float32Array | undefined | Promise<Float32Array | undefined>;
  /** Keeps numbers under a name. */
  set(name: string, values: Float32Array): unknown;
}

/**
 * How far the work is. Its functions fetch the state, from the GPU if need be:
 * call them during the call only, and not at every step.
 */
export interface Progress {
  /** `warm-up`: only the kernel is learnt; `solve`: kernel and picture; `restore`: the picture, by USRNet. */
  stage: "warm-up" | "solve" | "restore";
  /** Steps done in this stage. */
  step: number;
  /** Steps of this stage, at most. */
  steps: number;
  /** Which part of the work it is; left out where a picture is solved whole by the image generator. */
  part?: Part;
  /** Time left in seconds for everything, at most; not known in the first warm-up. */
  secondsLeft?: number;
  /**
   * How far picture and kernel are from explaining the input; smaller is
   * better. Rejected where it is no number, for nothing can come of it then.
   */
  dataTerm(): Promise<number>;
  /** The picture so far, without opacities; where nothing is solved yet the bicubic enlargement. */
  image(): Promise<Raster>;
  /** The kernel so far. */
  kernel(): Promise<Kernel>;
  /** Ends the work after this step: the picture so far is the result. */
  finish(): void;
}

/** A part of the work on a picture. */
export interface Part {
  /** `kernel`: it is solved for the kernel that all tiles share; `tile`: for the result. */
  purpose: "kernel" | "tile";
  /** Which, from 1. */
  index: number;
  /** Of how many. */
  count: number;
}

/** What came of it. */
export interface UpscaleResult {
  /** The upscaled picture, with opacities if the input has them, and what else the input's file says. */
  image: Raster;
  /** The blur kernel, in pixels of the upscaled picture. */
  kernel: Kernel;
  /** Standard deviation of the noise that was reckoned with, in levels of 255. */
  noise: number;
  /** Why a plain enlargement may be better, each a sentence without a full stop; empty if all is well. */
  doubts: string[];
  /** How many tiles it was solved in; 1 if whole. */
  tiles: number;
  /** How long it took. */
  seconds: number;
  /** What it was computed on. */
  device: Exclude<EngineName, "auto">;
}

/**
 * Upscales a picture whose blur is unknown: finds the sharp picture and the
 * blur kernel together that explain it. A picture too large for the engine's
 * memory is solved in tiles that overlap, with one kernel, which is estimated
 * on the most textured parts. Opacities are enlarged apart.
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
  const { width, height, alpha, file } = image;
  const { scale } = options;
  const colours = { width, height, data: spreadColours(image) };
  const noise = await noiseOf(colours, options.noise);
  const alignment = options.alignment ?? "aligned";
  const isNoiseKnown = alignment === "benchmark" ||
    typeof options.noise === "number";
  // tfjs takes a second to load, which who only asks for the types or for help need not wait for.
  const { openEngine } = await import("./engine/mod.ts");
  const engine = await openEngine(options.device);
  try {
    const { enlarge } = await import("./enlarge/enlarge.ts");
    const { data, ...found } = await enlarge(colours, engine, {
      ...options,
      preset: options.preset ?? DEFAULTS.preset,
      restorer: options.restorer ?? DEFAULTS.restorer,
      seed: options.seed ?? DEFAULTS.seed,
      alignment,
      noise,
      toldNoise: isNoiseKnown ? noise : photoNoise(noise),
    }).catch((error) => {
      throw withAdvice(error, image, scale);
    });
    return {
      image: {
        width: width * scale,
        height: height * scale,
        data,
        ...(alpha && { alpha: enlargeAlpha(alpha, image, scale) }),
        ...(file && { file }),
      },
      ...found,
      noise: noise * LEVELS,
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

/** Standard deviation of the noise, 0..1. */
async function noiseOf(
  image: Raster,
  noise: UpscaleOptions["noise"] = "auto",
): Promise<number> {
  if (noise !== "auto") return noise / LEVELS;
  return Math.min(await estimateNoise(image), MOST_NOISE / LEVELS);
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
    `${error.message}, at a result of ${size}; use smaller tiles, the fast preset or the cpu device`,
    error.problem,
    { cause: error },
  );
}
