import { UsageError } from "../errors.ts";
import { parseOptions } from "../parse_options.ts";

/** What the user asked of `mlmc weights`. */
export interface WeightsArguments {
  /** Whether to print nothing but errors. */
  quiet: boolean;
  /** Whether to print JSON. */
  json: boolean;
}

/**
 * Reads the command line of `weights`.
 *
 * @param line The words after the command.
 * @returns What the user asked for.
 * @throws {UsageError} If they make no sense.
 */
export function weightsArguments(line: string[]): WeightsArguments {
  const { words, flag } = parseOptions(line, {
    values: [],
    flags: ["quiet", "json"],
  });
  if (words.length > 0) {
    throw new UsageError(
      `weights takes --quiet and --json alone, not "${words[0]}"`,
    );
  }
  return { quiet: flag("quiet"), json: flag("json") };
}
