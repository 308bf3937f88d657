import { parseArgs } from "@std/cli/parse-args";
import type { EngineName } from "../engine/mod.ts";
import type { ScaleFactor } from "../mlmc/alignment.ts";
import type { PresetName } from "../mlmc/presets.ts";
import { CHOICES, RANGES } from "../validate.ts";
import { UsageError } from "./errors.ts";

/** What the user asked for. */
export interface UpscaleArguments {
  /** The picture file to read. */
  input: string;
  /** How many times larger. */
  scale: ScaleFactor;
  /** The picture file to write. */
  output: string;
  /** The settings. */
  preset: PresetName;
  /** Outer iterations, if given. */
  iterations?: number;
  /** Where chance starts. */
  seed: number;
  /** The file for the kernel, if asked for. */
  kernelOut?: string;
  /** The file of the true picture, if given. */
  reference?: string;
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

const VALUES = [
  "sf",
  "output",
  "preset",
  "iterations",
  "seed",
  "kernel-out",
  "reference",
  "device",
];
const FLAGS = ["benchmark", "quiet", "json", "help", "version"];

/**
 * Reads the command line.
 *
 * @param args The arguments after the program's name.
 * @returns What to do.
 * @throws {UsageError} If they make no sense.
 */
export function parseArguments(args: string[]): Command {
  let unknown: string | undefined;
  const parsed: Record<string, unknown> & { _: string[] } = parseArgs(args, {
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

function doctorDevice(parsed: Record<string, unknown> & { _: string[] }) {
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

function upscaleArguments(
  parsed: Record<string, unknown> & { _: string[] },
): UpscaleArguments {
  const text = (name: string) => parsed[name] as string | undefined;
  const [input, ...more] = parsed._;
  if (!input) throw new UsageError("no picture given; see --help");
  if (more.length > 0) {
    throw new UsageError(
      `one picture at a time: what is "${more[0]}" after "${input}"?`,
    );
  }
  if (!text("sf")) {
    throw new UsageError("how many times larger? Give --sf 2, 3, 4 or 8");
  }
  const scale = Number(choice("sf", text("sf")!, ["2", "3", "4", "8"]));
  return {
    input,
    scale: scale as ScaleFactor,
    output: outputPath(text("output") ?? defaultOutput(input, scale)),
    preset: choice("preset", text("preset") ?? "fast", ["fast", "paper"]),
    iterations: wholeNumber("iterations", text("iterations")),
    seed: wholeNumber("seed", text("seed")) ?? 0,
    kernelOut: kernelPath(text("kernel-out")),
    reference: text("reference"),
    benchmark: parsed.benchmark as boolean,
    device: deviceOf(text("device")),
    quiet: parsed.quiet as boolean,
    json: parsed.json as boolean,
  };
}

/** A word that begins with a dash, such as -1, is not taken as a value. */
function missingValue(name: string, args: string[]): string {
  const at = args.lastIndexOf(`--${name}`);
  const next = at < 0 ? undefined : args[at + 1];
  const not = next === undefined ? "" : `, not "${next}"`;
  return `--${name} needs a value${not}; see --help`;
}

function choice<T extends string>(
  name: string,
  value: string,
  choices: readonly T[],
): T {
  const found = choices.find((one) => one === value);
  if (found) return found;
  throw new UsageError(
    `--${name} must be one of ${choices.join(", ")}, not "${value}"`,
  );
}

function wholeNumber(
  name: keyof typeof RANGES,
  value: string | undefined,
): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  const [least, most] = RANGES[name];
  if (/^\d+$/.test(value) && number >= least && number <= most) return number;
  throw new UsageError(
    `--${name} must be a whole number from ${least} to ${most}, not "${value}"`,
  );
}

/** in.jpg at scale 4 gives in.x4.png in the same folder. */
function defaultOutput(input: string, scale: number): string {
  return `${input.replace(/(?<=[^/\\])\.[^./\\]+$/, "")}.x${scale}.png`;
}

function outputPath(path: string): string {
  if (/\.(png|jpe?g)$/i.test(path)) return path;
  throw new UsageError(`--output must end in .png or .jpg, not "${path}"`);
}

function kernelPath(path: string | undefined): string | undefined {
  if (path === undefined || /\.(png|json)$/i.test(path)) return path;
  throw new UsageError(`--kernel-out must end in .png or .json, not "${path}"`);
}
