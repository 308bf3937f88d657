import type { EngineName } from "../../engine/mod.ts";
import { UsageError } from "../errors.ts";
import { deviceName } from "../option_values.ts";
import { parseOptions } from "../parse_options.ts";

/** What the user asked of `mlmc bridge`. */
export interface BridgeArguments {
  /** The folder that messages are files in; left out if they are lines on stdin and stdout. */
  spool?: string;
  /** What to compute on where a message does not say. */
  device: EngineName;
  /** Whether to print nothing but errors. */
  quiet: boolean;
}

/**
 * Reads the command line of `bridge`.
 *
 * @param line The words after the command.
 * @returns What the user asked for.
 * @throws {UsageError} If they make no sense.
 */
export function bridgeArguments(line: string[]): BridgeArguments {
  const { words, text, flag } = parseOptions(line, {
    values: ["spool", "device"],
    flags: ["stdio", "quiet"],
  });
  if (words.length > 0) {
    throw new UsageError(`bridge takes options alone, not "${words[0]}"`);
  }
  const spool = text("spool");
  if (flag("stdio") === (spool !== undefined)) {
    throw new UsageError("bridge takes either --stdio or --spool DIR");
  }
  return { spool, device: deviceName(text("device")), quiet: flag("quiet") };
}
