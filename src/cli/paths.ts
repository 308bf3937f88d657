import { basename, dirname, isAbsolute, join, relative } from "node:path";

/**
 * Where a path leads, links followed.
 *
 * @param path A file or folder, which need not exist.
 * @returns The absolute path; as it was if its folder does not exist either.
 */
export function realPath(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch {
    try {
      return join(Deno.realPathSync(dirname(path)), basename(path));
    } catch {
      return path;
    }
  }
}

/**
 * Whether a path lies in a folder.
 *
 * @param path A real path.
 * @param folder A folder's real path.
 * @returns Whether it does, or is the folder.
 */
export function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return !isAbsolute(way) && way.split(/[/\\]/)[0] !== "..";
}

/**
 * What is at a path, links followed.
 *
 * @param path The path.
 * @returns What it is; undefined if nothing is there or it cannot be seen.
 */
export function fileInfo(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch {
    return undefined;
  }
}

/**
 * A hidden name beside a file, the same each time, so that what a killed run
 * leaves there is found by the next.
 *
 * @param path The file, which need not exist.
 * @param ending What tells the name from others.
 * @returns Such as `.out.png.mlmc` for `out.png`.
 */
export function hiddenBeside(path: string, ending: string): string {
  const real = realPath(path);
  return join(dirname(real), `.${basename(real)}${ending}`);
}
