import { globSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { READABLE_EXTENSIONS } from "../image/file/formats.ts";
import { Failure, fileProblem, UsageError } from "./errors.ts";
import { fileInfo, isInside, realPath } from "./paths.ts";

/** A picture file to upscale. */
export interface InputFile {
  /** Where it is. */
  path: string;
  /** Its path below the folder that was named; if it was named itself, its name. */
  below: string;
}

/** What the user named. */
export interface Inputs {
  /** The files, each once. */
  files: InputFile[];
  /** Whether a folder was among it. */
  hasFolder: boolean;
  /** Folders that could not be looked into. */
  failures: Failure[];
}

/** What the shell would have expanded, unless it was quoted. */
const PATTERN = /[*?[{]/;

/**
 * Finds the picture files that the user named. Folders are walked: pictures
 * are known by their extension, hidden files and linked folders are left out,
 * and so is the folder of the results.
 *
 * @param named Files, folders and patterns.
 * @param results The folder that results go to, if there is one.
 * @returns The files, those of a folder sorted by name.
 * @throws {UsageError} If a pattern matches nothing or the results go to the folder that is named.
 */
export function findInputs(named: string[], results?: string): Inputs {
  const leftOut = results === undefined ? undefined : realPath(results);
  const files = new Map<string, InputFile>();
  const add = (file: InputFile) => {
    const real = realPath(file.path);
    if (!files.has(real)) files.set(real, file);
  };
  const failures: Failure[] = [];
  let hasFolder = false;
  for (const path of named.flatMap((name) => expanded(name, leftOut))) {
    if (!fileInfo(path)?.isDirectory) {
      add({ path, below: basename(path) });
      continue;
    }
    hasFolder = true;
    if (realPath(path) === leftOut) {
      throw new UsageError(
        `the results cannot go into ${path} itself; give another folder as --output`,
      );
    }
    walk(path, "", { leftOut, add, failures });
  }
  return { files: [...files.values()], hasFolder, failures };
}

/** The paths that a name stands for: itself, unless it is a pattern. */
function expanded(name: string, leftOut: string | undefined): string[] {
  if (!PATTERN.test(name) || fileInfo(name)) return [name];
  const fixed = name.slice(0, name.search(PATTERN));
  const base = realPath(fixed === "" ? "." : dirname(`${fixed}x`));
  const isLeftOut = (path: string) =>
    leftOut !== undefined && isInside(realPath(path), leftOut) &&
    !isInside(base, leftOut);
  const found = globSync(name).filter((path) => !isLeftOut(path)).sort();
  if (found.length > 0) return found;
  throw new UsageError(`nothing is named like ${name}`);
}

/** What a walk needs and gives. */
interface Walk {
  leftOut: string | undefined;
  add: (file: InputFile) => void;
  failures: Failure[];
}

function walk(folder: string, below: string, walking: Walk): void {
  const { leftOut, add, failures } = walking;
  for (const { name, isDirectory } of entries(folder, failures)) {
    const path = join(folder, name);
    if (name.startsWith(".")) continue;
    if (!isDirectory) {
      if (isReadable(name)) add({ path, below: join(below, name) });
    } else if (realPath(path) !== leftOut) {
      walk(path, join(below, name), walking);
    }
  }
}

function entries(folder: string, failures: Failure[]): Deno.DirEntry[] {
  try {
    return [...Deno.readDirSync(folder)]
      .sort((a, b) => a.name < b.name ? -1 : 1);
  } catch (error) {
    failures.push(new Failure(`cannot read ${folder}: ${fileProblem(error)}`));
    return [];
  }
}

function isReadable(name: string): boolean {
  const extension = /\.([^.]+)$/.exec(name)?.[1].toLowerCase();
  return extension !== undefined && READABLE_EXTENSIONS.includes(extension);
}
