import { EngineError } from "../engine/device/engine_error.ts";

/** The user called the program wrongly; it ends with exit code 2. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** The work cannot be done, for a reason that the user can read; exit code 1. */
export class Failure extends Error {
  override name = "Failure";
}

/**
 * Says in one line on stderr what went wrong.
 *
 * @param error What was thrown. With the environment variable `MLMC_DEBUG=1`
 * its stack is printed too.
 * @param path The file that it went wrong with, if one of several.
 * @returns The exit code.
 */
export function report(error: unknown, path?: string): number {
  console.error(`mlmc: ${messageOf(error, path)}`);
  if (Deno.env.get("MLMC_DEBUG") === "1") console.error(error);
  return error instanceof UsageError ? 2 : 1;
}

/**
 * The line that says what went wrong.
 *
 * @param error What was thrown.
 * @param path The file that it went wrong with, if one of several.
 * @returns The line, which names the file.
 */
export function messageOf(error: unknown, path = ""): string {
  const message = error instanceof Error ? error.message : String(error);
  const [line] = message.split("\n");
  return line.includes(path) ? line : `${path}: ${line}`;
}

/**
 * Says in one line on stderr what the user should know of.
 *
 * @param message The line.
 */
export function warn(message: string): void {
  console.error(`mlmc: warning: ${message}`);
}

/**
 * The reason of a failed file operation, as a few words.
 *
 * @param error What `Deno` threw.
 * @returns Words that follow "cannot … : ".
 */
export function fileProblem(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "it does not exist";
  if (error instanceof Deno.errors.PermissionDenied) {
    return "permission denied";
  }
  if (error instanceof Deno.errors.NotCapable) {
    return "Deno was not allowed to; run it with -A";
  }
  // Deno appends the operation and the path, which the line has already.
  return messageOf(error).replace(/ ?\(os error \d+\).*/, "");
}

/**
 * Whether an error that one picture met will meet all others, too.
 *
 * @param error What was thrown.
 * @returns `true` if there is nothing to compute on.
 */
export function isHopeless(error: unknown): boolean {
  return error instanceof EngineError && error.problem === "unavailable";
}
