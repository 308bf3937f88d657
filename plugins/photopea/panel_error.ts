/** Something that the panel cannot do, for a reason that its user can read. */
export class PanelError extends Error {
  /** The class's name. */
  override name = "PanelError";
}

/**
 * The line that says what went wrong.
 *
 * @param error What was thrown.
 * @returns Its first line.
 */
export function lineOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split("\n")[0];
}
