import { join } from "node:path";
import type { EngineName } from "../../engine/mod.ts";
import type { ScaleFactor } from "../../mlmc/alignment.ts";
import type { KernelPrior } from "../../mlmc/kernel_prior.ts";
import type { PresetName } from "../../mlmc/presets.ts";
import { RANGES } from "../../validate.ts";
import { UsageError } from "../errors.ts";
import {
  choice,
  deviceName,
  kernelFamily,
  noiseLevel,
  presetName,
  scaleFactor,
} from "../option_values.ts";
import { type Options, parseOptions } from "../parse_options.ts";

/** The methods there are. */
export const METHODS = [
  "bicubic",
  "mlmc",
  "mlmc-usrnet",
  "usrnet-true-kernel",
] as const;

/** A method's name. */
export type MethodName = typeof METHODS[number];

/** What to run over what. */
export interface EvaluateArguments {
  /** The folder of the test data. */
  set: string;
  /** The scale factors. */
  scales: ScaleFactor[];
  /** What the folders' names begin with. */
  model: string;
  /** The methods, each once, in the order of {@linkcode METHODS}. */
  methods: MethodName[];
  /** Where the results go. */
  output: string;
  /** Whether to make results anew that are there. */
  force: boolean;
  /** The settings. */
  preset: PresetName;
  /** Outer iterations, if given. */
  iterations?: number;
  /** Where chance starts. */
  seed: number;
  /** Standard deviation of the noise, in levels of 255. */
  noise: number | "auto";
  /** The family of the random kernels. */
  kernelPrior: KernelPrior;
  /** The file of USRNet's weights, if given. */
  weights?: string;
  /** What to compute on. */
  device: EngineName;
  /** Whether to print nothing but errors. */
  quiet: boolean;
  /** Whether to print JSON. */
  json: boolean;
}

/** Two files of results to compare. */
export interface CompareArguments {
  /** The files. */
  compare: [string, string];
  /** Whether to print JSON. */
  json: boolean;
}

const KNOWN = {
  values: [
    "sf",
    "model",
    "methods",
    "output",
    "preset",
    "iterations",
    "seed",
    "noise",
    "kernel-prior",
    "weights",
    "device",
  ],
  flags: ["compare", "force", "quiet", "json"],
  alias: { output: "o" },
};

/**
 * Reads the command line of `evaluate`.
 *
 * @param line The words after the command.
 * @returns What to run, or what to compare.
 * @throws {UsageError} If they make no sense.
 */
export function evaluateArguments(
  line: string[],
): EvaluateArguments | CompareArguments {
  const options = parseOptions(line, KNOWN);
  const { words, text, whole, flag } = options;
  if (flag("compare")) return compareArguments(options);
  const set = setOf(words);
  return {
    set,
    scales: scalesOf(text("sf")),
    model: text("model") ?? "MLMC",
    methods: methodsOf(text("methods")),
    output: text("output") ?? join(set, "results"),
    force: flag("force"),
    preset: presetName(text("preset")),
    iterations: whole("iterations", RANGES.iterations),
    seed: whole("seed", RANGES.seed) ?? 0,
    noise: noiseLevel(text("noise") ?? "0"),
    kernelPrior: kernelFamily(text("kernel-prior")),
    weights: text("weights"),
    device: deviceName(text("device")),
    quiet: flag("quiet"),
    json: flag("json"),
  };
}

function setOf([set, ...others]: string[]): string {
  if (set === undefined) {
    throw new UsageError("no folder of test data given; see evaluate --help");
  }
  if (others.length === 0) return set;
  throw new UsageError(
    `evaluate takes one folder of test data, not also "${others[0]}"`,
  );
}

/** MLMC comes before MLMC-USRNet, which takes its kernel. */
function methodsOf(value: string | undefined): MethodName[] {
  if (value === undefined) return [...METHODS];
  const names = value.split(",").map((name) =>
    choice("methods", name, METHODS)
  );
  return METHODS.filter((name) => names.includes(name));
}

function scalesOf(value: string | undefined): ScaleFactor[] {
  const factors = value?.split(",") ?? [undefined];
  return [...new Set(factors.map(scaleFactor))];
}

function compareArguments({ words, text, flag }: Options): CompareArguments {
  const other = KNOWN.values.find((name) => text(name) !== undefined) ??
    ["force", "quiet"].find(flag);
  if (other) throw new UsageError(`--compare does not go with --${other}`);
  if (words.length !== 2) {
    throw new UsageError(
      `--compare needs two files of results, not ${words.length}`,
    );
  }
  return { compare: [words[0], words[1]], json: flag("json") };
}
