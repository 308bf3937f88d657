import type { ScaleFactor } from "../../mlmc/alignment.ts";
import type { KernelPrior } from "../../mlmc/kernel_prior.ts";
import { MOST_NOISE, RANGES } from "../../validate.ts";
import { UsageError } from "../errors.ts";
import { kernelFamily, scaleFactor } from "../option_values.ts";
import { type Options, parseOptions } from "../parse_options.ts";

/** Which test data the user asked for. */
export interface DegradeArguments {
  /** The folder that has the sharp pictures in `HR`. */
  set: string;
  /** How many times smaller. */
  scale: ScaleFactor;
  /** The folder to write below, if it is another. */
  output?: string;
  /** What the names of the folders begin with. */
  model: string;
  /** The family of the kernels. */
  kernelPrior: KernelPrior;
  /** Whether the kernels are made out of those for ×2. */
  isKernelGan: boolean;
  /** By how much of itself each weight may be off. */
  kernelNoise: number;
  /** The file of a given kernel, or the folder of given kernels. */
  kernel?: string;
  /** The most noise in a picture, in levels of 255. */
  noise: number;
  /** Where chance starts. */
  seed: number;
  /** Whether to make anew what is there. */
  force: boolean;
  /** Whether to print nothing but errors. */
  quiet: boolean;
  /** Whether to print JSON. */
  json: boolean;
}

const KNOWN = {
  values: [
    "sf",
    "output",
    "model",
    "kernel-prior",
    "kernel-noise",
    "kernel",
    "noise",
    "seed",
  ],
  flags: ["kernelgan", "force", "quiet", "json"],
  alias: { output: "o" },
};

/**
 * Reads the command line of `degrade`.
 *
 * @param line The words after the command.
 * @returns What the user asked for.
 * @throws {UsageError} If they make no sense.
 */
export function degradeArguments(line: string[]): DegradeArguments {
  const options = parseOptions(line, KNOWN);
  const { text, whole, flag } = options;
  const args = {
    set: setOf(options.words),
    scale: scaleOf(text("sf")),
    output: text("output"),
    model: modelOf(text("model") ?? "MLMC"),
    kernelPrior: kernelFamily(text("kernel-prior")),
    isKernelGan: flag("kernelgan"),
    kernelNoise: decimal(options, "kernel-noise", 1),
    kernel: text("kernel"),
    noise: decimal(options, "noise", MOST_NOISE),
    seed: whole("seed", RANGES.seed) ?? 0,
    force: flag("force"),
    quiet: flag("quiet"),
    json: flag("json"),
  };
  checkKernels(options, args);
  return args;
}

function setOf([set, ...others]: string[]): string {
  if (set === undefined) {
    throw new UsageError("no data set given; see degrade --help");
  }
  if (others.length === 0) return set;
  throw new UsageError(`degrade takes one data set, not also "${others[0]}"`);
}

function scaleOf(value: string | undefined): ScaleFactor {
  if (value !== undefined) return scaleFactor(value);
  throw new UsageError("how many times smaller? Give --sf 2, 3, 4 or 8");
}

function modelOf(name: string): string {
  if (/^[\w.-]+$/.test(name)) return name;
  throw new UsageError(
    `--model must be a part of a folder's name, not "${name}"`,
  );
}

/** A number from 0 on; 0 if it was not given. */
function decimal({ text }: Options, name: string, most: number): number {
  const value = text(name) ?? "0";
  const number = Number(value);
  if (/^\d*\.?\d+$/.test(value) && number <= most) return number;
  throw new UsageError(
    `--${name} must be a number from 0 to ${most}, not "${value}"`,
  );
}

function checkKernels({ text, flag }: Options, args: DegradeArguments): void {
  const isPlain = args.scale === 4 && args.kernelPrior === "gaussian";
  if (args.isKernelGan && !isPlain) {
    throw new UsageError(
      "--kernelgan goes with --sf 4 and the kernel prior gaussian",
    );
  }
  if (args.kernel === undefined) return;
  const random = ["kernel-prior", "kernel-noise"]
    .find((name) => text(name) !== undefined) ??
    (flag("kernelgan") ? "kernelgan" : undefined);
  if (random) {
    throw new UsageError(`--${random} does not go with a given --kernel`);
  }
}
