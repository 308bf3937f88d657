/**
 * A file holds no weights that can be read. The message is the end of a
 * sentence that begins with the file's name, such as "is cut short".
 */
export class CheckpointError extends Error {
  /** The class's name. */
  override name = "CheckpointError";
}

/**
 * A name out of a file, made fit for a line on a terminal.
 *
 * @param name The name, which may hold anything.
 * @returns At most 80 characters, all of them printable.
 */
export function printable(name: string): string {
  const short = name.length > 80 ? `${name.slice(0, 79)}…` : name;
  return short.replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, "?");
}
