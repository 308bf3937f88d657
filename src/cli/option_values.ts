import { DEFAULTS } from "../defaults.ts";
import { formatOf, type ImageFormat } from "../image/file/formats.ts";
import type { EngineName } from "../engine/mod.ts";
import type { ScaleFactor } from "../mlmc/alignment.ts";
import type { KernelPrior } from "../mlmc/kernel_prior.ts";
import type { PresetName } from "../mlmc/presets.ts";
import { CHOICES, MOST_NOISE } from "../validate.ts";
import { UsageError } from "./errors.ts";

/**
 * Reads a word out of a few.
 *
 * @param name The option.
 * @param value What was given.
 * @param choices What there is.
 * @returns The word.
 * @throws {UsageError} If it is none of them.
 */
export function choice<T extends string>(
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

/**
 * Reads a whole number.
 *
 * @param name The option.
 * @param value What was given, if anything.
 * @param range The least and the most.
 * @returns The number, if any.
 * @throws {UsageError} If it is none, or out of range.
 */
export function wholeNumber(
  name: string,
  value: string | undefined,
  [least, most]: readonly [number, number],
): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (/^\d+$/.test(value) && number >= least && number <= most) return number;
  throw new UsageError(
    `--${name} must be a whole number from ${least} to ${most}, not "${value}"`,
  );
}

/**
 * Reads how much noise there is.
 *
 * @param value What was given.
 * @returns Levels of 255, or `auto`.
 * @throws {UsageError} If it is neither.
 */
export function noiseLevel(value: string): number | "auto" {
  if (value === "auto") return value;
  const number = Number(value);
  if (/^\d+(\.\d+)?$/.test(value) && number <= MOST_NOISE) return number;
  throw new UsageError(
    `--noise must be auto or a number from 0 to ${MOST_NOISE}, not "${value}"`,
  );
}

/**
 * Reads a kind of picture file, by any of its usual extensions.
 *
 * @param value What was given, if anything.
 * @returns The format, if any.
 * @throws {UsageError} If it is none that can be written.
 */
export function pictureFormat(
  value: string | undefined,
): ImageFormat | undefined {
  if (value === undefined) return undefined;
  const format = formatOf(`.${value}`);
  if (format) return format;
  throw new UsageError(
    `--format must be one of png, jpeg, webp, tiff, not "${value}"`,
  );
}

/**
 * Reads the name of a file whose extension says what is to be in it.
 *
 * @param name The option.
 * @param path What was given, if anything.
 * @param extensions What it may end in.
 * @returns The path, if any.
 * @throws {UsageError} If it ends otherwise.
 */
export function fileNamed(
  name: string,
  path: string | undefined,
  extensions: readonly string[],
): string | undefined {
  const isRight = (ending: string) => path?.toLowerCase().endsWith(ending);
  if (path === undefined || extensions.some(isRight)) return path;
  throw new UsageError(
    `--${name} must end in ${listed(extensions)}, not "${path}"`,
  );
}

/**
 * Reads how many times larger the result is.
 *
 * @param value What was given, if anything.
 * @returns The scale factor.
 * @throws {UsageError} If it is none.
 */
export function scaleFactor(value: string | undefined): ScaleFactor {
  if (value === undefined) {
    throw new UsageError("how many times larger? Give --sf 2, 3, 4 or 8");
  }
  return Number(
    choice("sf", value, CHOICES.scale.map(String)),
  ) as ScaleFactor;
}

/**
 * Reads what to compute on.
 *
 * @param value What was given, if anything.
 * @returns The engine's name; `auto` by default.
 * @throws {UsageError} If there is no such engine.
 */
export function deviceName(value: string | undefined): EngineName {
  return choice("device", value ?? "auto", CHOICES.device);
}

/**
 * Reads the settings' name.
 *
 * @param value What was given, if anything.
 * @returns The preset; `balanced` by default.
 * @throws {UsageError} If there is no such preset.
 */
export function presetName(value: string | undefined): PresetName {
  return choice("preset", value ?? DEFAULTS.preset, CHOICES.preset);
}

/**
 * Reads what family kernels are of.
 *
 * @param value What was given, if anything.
 * @returns The family; `gaussian` by default.
 * @throws {UsageError} If there is no such family.
 */
export function kernelFamily(value: string | undefined): KernelPrior {
  return choice(
    "kernel-prior",
    value ?? DEFAULTS.kernelPrior,
    CHOICES.kernelPrior,
  );
}

/** Words with commas, and "or" before the last. */
function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join();
  return `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
