import { UsageError } from "../errors.ts";
import { parseOptions } from "../parse_options.ts";

/** What `mlmc gimp` can do. */
const ACTIONS = ["install", "uninstall", "status"] as const;

/** What the user asked of `mlmc gimp`. */
export interface GimpArguments {
  /** What to do. */
  action: "install" | "uninstall" | "status";
  /** Whether to print nothing but errors. */
  quiet: boolean;
  /** Whether to print JSON. */
  json: boolean;
}

/**
 * Reads the command line of `gimp`.
 *
 * @param line The words after the command.
 * @returns What the user asked for.
 * @throws {UsageError} If they make no sense.
 */
export function gimpArguments(line: string[]): GimpArguments {
  const { words, flag } = parseOptions(line, {
    values: [],
    flags: ["quiet", "json"],
  });
  const action = ACTIONS.find((name) => name === words[0]);
  if (!action || words.length > 1) {
    const wrong = words.length === 0 ? "nothing" : `"${words.join(" ")}"`;
    throw new UsageError(
      `gimp takes one of ${ACTIONS.join(", ")}, not ${wrong}`,
    );
  }
  return { action, quiet: flag("quiet"), json: flag("json") };
}
