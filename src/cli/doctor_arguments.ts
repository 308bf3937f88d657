import type { EngineName } from "../engine/mod.ts";
import { UsageError } from "./errors.ts";
import { deviceName } from "./option_values.ts";
import { parseOptions } from "./parse_options.ts";

/**
 * Reads the command line of `doctor`.
 *
 * @param line The words after the command.
 * @returns The engine to test.
 * @throws {UsageError} If they make no sense.
 */
export function doctorArguments(line: string[]): EngineName {
  const { words, text } = parseOptions(line, { values: ["device"], flags: [] });
  if (words.length > 0) {
    throw new UsageError(`doctor takes --device alone, not "${words[0]}"`);
  }
  return deviceName(text("device"));
}
