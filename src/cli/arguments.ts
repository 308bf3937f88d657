import { parseArgs } from "@std/cli/parse-args";
import type { EngineName } from "../engine/mod.ts";
import type { ImageFormat } from "../image/file/formats.ts";
import type { ScaleFactor } from "../mlmc/alignment.ts";
import type { PresetName } from "../mlmc/presets.ts";
import { CHOICES, RANGES } from "../validate.ts";
import { UsageError } from "./errors.ts";
import {
  choice,
  fileNamed,
  noiseLevel,
  pictureFormat,
  wholeNumber,
} from "./option_values.ts";

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

/** What to do: upscale, or print something and end. */
export type Command =
  | { name: "upscale"; arguments: UpscaleArguments }
  | { name: "doctor"; device: EngineName }
  | { name: "help" }
  | { name: "version" };

/** Options as they were parsed, and what is none. */
type Parsed = Record<string, unknown> & { _: string[] };

const VALUES = [
  "sf",
  "output",
  "format",
  "quality",
  "jobs",
  "preset",
  "iterations",
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
  "help",
  "version",
];
const QUALITY = [1, 100] as const;
const JOBS = [1, 16] as const;

/**
 * Reads the command line.
 *
 * @param args The arguments after the program's name.
 * @returns What to do.
 * @throws {UsageError} If they make no sense.
 */
export function parseArguments(args: string[]): Command {
  let unknown: string | undefined;
  const parsed: Parsed = parseArgs(args, {
    string: [...VALUES, "_"],
    boolean: FLAGS,
    alias: { output: "o", help: "h" },
    unknown: (arg: string, key?: string) => {
      if (key !== undefined) unknown ??= arg;
      return key === undefined;
    },
  });
  if (parsed.help) return { name: "help" };
  if (parsed.version) return { name: "version" };
  const emptied = VALUES.find((name) => parsed[name] === "");
  if (emptied) throw new UsageError(missingValue(emptied, args));
  if (unknown) throw new UsageError(`unknown option ${unknown}; see --help`);
  if (parsed._[0] === "doctor") {
    return { name: "doctor", device: doctorDevice(parsed) };
  }
  return { name: "upscale", arguments: upscaleArguments(parsed) };
}

/** A word that begins with a dash, such as -1, is not taken as a value. */
function missingValue(name: string, args: string[]): string {
  const at = args.lastIndexOf(`--${name}`);
  const next = at < 0 ? undefined : args[at + 1];
  const not = next === undefined ? "" : `, not "${next}"`;
  return `--${name} needs a value${not}; see --help`;
}

function doctorDevice(parsed: Parsed): EngineName {
  const [, more] = parsed._;
  const other = [...VALUES, ...FLAGS].find((name) =>
    name !== "device" && parsed[name]
  );
  if (more || other) {
    throw new UsageError(
      `doctor takes --device alone, not ${more ? `"${more}"` : `--${other}`}`,
    );
  }
  return deviceOf(parsed.device as string | undefined);
}

function deviceOf(value: string | undefined): EngineName {
  return choice("device", value ?? "auto", CHOICES.device);
}

function upscaleArguments(parsed: Parsed): UpscaleArguments {
  const text = (name: string) => parsed[name] as string | undefined;
  const whole = (name: string, range: readonly [number, number]) =>
    wholeNumber(name, text(name), range);
  const flag = (name: string) => parsed[name] as boolean;
  const file = (name: string, ...extensions: string[]) =>
    fileNamed(name, text(name), extensions);
  const inputs = parsed._;
  if (inputs.length === 0) {
    throw new UsageError("no picture given; see --help");
  }
  return {
    inputs,
    scale: scaleOf(text("sf")),
    output: text("output"),
    format: pictureFormat(text("format")),
    quality: whole("quality", QUALITY),
    strip: flag("strip"),
    force: flag("force"),
    jobs: whole("jobs", JOBS) ?? 1,
    preset: choice("preset", text("preset") ?? "fast", CHOICES.preset),
    iterations: whole("iterations", RANGES.iterations),
    seed: whole("seed", RANGES.seed) ?? 0,
    noise: noiseLevel(text("noise") ?? "auto"),
    tile: whole("tile", RANGES.tile),
    kernel: file("kernel", ".json"),
    kernelOut: file("kernel-out", ".png", ".json"),
    reference: text("reference"),
    preview: file("preview", ".png"),
    report: file("report", ".html"),
    benchmark: flag("benchmark"),
    device: deviceOf(text("device")),
    quiet: flag("quiet"),
    json: flag("json"),
  };
}

function scaleOf(value: string | undefined): ScaleFactor {
  if (value === undefined) {
    throw new UsageError("how many times larger? Give --sf 2, 3, 4 or 8");
  }
  return Number(
    choice("sf", value, CHOICES.scale.map(String)),
  ) as ScaleFactor;
}
