import type { EngineName } from "../engine/mod.ts";
import type { ImageFormat } from "../image/file/formats.ts";
import type { ScaleFactor } from "../mlmc/alignment.ts";
import { KERNEL_EXTENSIONS } from "../kernel_file/mod.ts";
import type { KernelPrior } from "../mlmc/kernel_prior.ts";
import type { PresetName } from "../mlmc/presets.ts";
import { CHOICES, RANGES } from "../validate.ts";
import { UsageError } from "./errors.ts";
import {
  choice,
  deviceName,
  kernelFamily,
  noiseLevel,
  pictureFormat,
  presetName,
  scaleFactor,
} from "./option_values.ts";
import { parseOptions } from "./parse_options.ts";

/** What the user asked for. */
export interface UpscaleArguments {
  /** Picture files, folders and patterns. */
  inputs: string[];
  /** How many times larger. */
  scale: ScaleFactor;
  /** The picture file or the folder to write, if given. */
  output?: string;
  /** The kind of picture file to write, if given. */
  format?: ImageFormat;
  /** How well JPEG and WebP keep the picture, if given. */
  quality?: number;
  /** Whether to drop metadata. */
  strip: boolean;
  /** Whether to make outputs anew that are there. */
  force: boolean;
  /** Pictures at once. */
  jobs: number;
  /** The settings. */
  preset: PresetName;
  /** Outer iterations, if given. */
  iterations?: number;
  /** The family of the random kernels. */
  kernelPrior: KernelPrior;
  /** What draws the picture. */
  restorer: "dip" | "usrnet";
  /** The file of USRNet's weights, if given. */
  weights?: string;
  /** Where chance starts. */
  seed: number;
  /** Standard deviation of the noise, in levels of 255. */
  noise: number | "auto";
  /** Side of the tiles, if given. */
  tile?: number;
  /** The file of a kernel that is known. */
  kernel?: string;
  /** The file for the kernel, if asked for. */
  kernelOut?: string;
  /** The file of the true picture, if given. */
  reference?: string;
  /** The file for the picture so far, if asked for. */
  preview?: string;
  /** The file for the report, if asked for. */
  report?: string;
  /** Whether the input is test data in the reference's convention. */
  benchmark: boolean;
  /** What to compute on. */
  device: EngineName;
  /** Whether to print nothing but errors. */
  quiet: boolean;
  /** Whether to print JSON. */
  json: boolean;
}

const VALUES = [
  "sf",
  "output",
  "format",
  "quality",
  "jobs",
  "preset",
  "iterations",
  "kernel-prior",
  "restorer",
  "weights",
  "seed",
  "noise",
  "tile",
  "kernel",
  "kernel-out",
  "reference",
  "preview",
  "report",
  "device",
];
const FLAGS = [
  "strip",
  "force",
  "benchmark",
  "quiet",
  "json",
];
const QUALITY = [1, 100] as const;
const JOBS = [1, 16] as const;

/**
 * Reads the command line of an upscaling.
 *
 * @param line The words after the program's name.
 * @returns What the user asked for.
 * @throws {UsageError} If they make no sense.
 */
export function upscaleArguments(line: string[]): UpscaleArguments {
  const known = { values: VALUES, flags: FLAGS, alias: { output: "o" } };
  const { words, text, whole, flag, file } = parseOptions(line, known);
  if (words.length === 0) {
    throw new UsageError("no picture given; see --help");
  }
  return {
    inputs: words,
    scale: scaleFactor(text("sf")),
    output: text("output"),
    format: pictureFormat(text("format")),
    quality: whole("quality", QUALITY),
    strip: flag("strip"),
    force: flag("force"),
    jobs: whole("jobs", JOBS) ?? 1,
    preset: presetName(text("preset")),
    kernelPrior: kernelFamily(text("kernel-prior")),
    ...restorerOf(text("restorer"), text("weights")),
    iterations: whole("iterations", RANGES.iterations),
    seed: whole("seed", RANGES.seed) ?? 0,
    noise: noiseLevel(text("noise") ?? "auto"),
    tile: whole("tile", RANGES.tile),
    kernel: file("kernel", ...KERNEL_EXTENSIONS),
    kernelOut: file("kernel-out", ...KERNEL_EXTENSIONS),
    reference: text("reference"),
    preview: file("preview", ".png"),
    report: file("report", ".html"),
    benchmark: flag("benchmark"),
    device: deviceName(text("device")),
    quiet: flag("quiet"),
    json: flag("json"),
  };
}

function restorerOf(
  restorer: string | undefined,
  weights: string | undefined,
): Pick<UpscaleArguments, "restorer" | "weights"> {
  const name = choice("restorer", restorer ?? "dip", CHOICES.restorer);
  if (weights !== undefined && name !== "usrnet") {
    throw new UsageError("--weights go with --restorer usrnet");
  }
  return { restorer: name, weights };
}
