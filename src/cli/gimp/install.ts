import { basename, dirname, join } from "node:path";
import { Failure, fileProblem } from "../errors.ts";
import { fileInfo } from "../paths.ts";
import { makeFolder, writeFiles } from "../write_files.ts";
import type { Gimp, Machine } from "./find_gimps.ts";
import { findInstalled, isUpToDate } from "./installed.ts";
import type { MlmcPackage } from "./mlmc_package.ts";
import { type PluginFile, pluginFolder, pluginFor } from "./plugin.ts";

/** What was done in a GIMP's folder: paths of files. */
export interface Changes {
  /** Those that were written. */
  written: string[];
  /** Those that were right already. */
  kept: string[];
  /** Those that were removed. */
  removed: string[];
}

/**
 * Puts the plug-in into a GIMP's folder, or brings it up to date.
 *
 * @param gimp The GIMP.
 * @param mlmc What the plug-in is to start.
 * @param system What it is to run on.
 * @returns What was done.
 * @throws {Failure} If something of another is in its place; nothing is
 * changed then. Also if a file cannot be read or written.
 */
export async function install(
  gimp: Gimp,
  mlmc: MlmcPackage,
  system: Machine["system"],
): Promise<Changes> {
  const folder = pluginFolder(gimp);
  const { note, files } = await pluginFor(gimp, mlmc, system);
  const before = ownFiles(gimp);
  for (const { name } of files) {
    if (!before.includes(name)) checkFree(join(folder, name));
  }
  const dropped = before.filter((name) => !note.files.includes(name));
  const removed = removeFiles(folder, dropped);
  const changed = files.filter((file) => !isUpToDate(gimp, file));
  // The first one has the note, so that no file is there that is not noted.
  for (const file of changed) await write(folder, file);
  return {
    written: changed.map(({ name }) => join(folder, name)),
    kept: files.filter((file) => !changed.includes(file))
      .map(({ name }) => join(folder, name)),
    removed,
  };
}

/**
 * Removes what {@linkcode install} wrote.
 *
 * @param gimp The GIMP.
 * @returns What was done.
 * @throws {Failure} If something of another is in its place, or a file cannot
 * be removed.
 */
export function uninstall(gimp: Gimp): Changes {
  const folder = pluginFolder(gimp);
  const names = ownFiles(gimp);
  // The note goes last, so that what is interrupted can be done again.
  const removed = removeFiles(folder, [...names].reverse());
  return { written: [], kept: [], removed };
}

/** The names of the files that are there by the note. */
function ownFiles(gimp: Gimp): string[] {
  const { note, foreign } = findInstalled(gimp);
  if (foreign) throw notOurs(foreign);
  return note?.files ?? [];
}

function checkFree(path: string): void {
  if (fileInfo(path)) throw notOurs(path);
}

function notOurs(path: string): Failure {
  return new Failure(
    `${path} was not written by mlmc gimp install and is left as it is; move it away first`,
  );
}

async function write(folder: string, file: PluginFile): Promise<void> {
  const path = join(folder, file.name);
  makeFolder(dirname(path));
  await writeFiles([{ path, bytes: file.bytes }]);
  if (file.isProgram && Deno.build.os !== "windows") {
    Deno.chmodSync(path, 0o755);
  }
}

/** Removes files, what Python made of them, and folders that are empty then. */
function removeFiles(folder: string, names: string[]): string[] {
  const removed = names.filter((name) => remove(join(folder, name)));
  for (const name of removed) removeCompiled(join(folder, name));
  const isShared = basename(folder) === "scripts";
  for (const name of removed) {
    for (let at = dirname(name); at !== "."; at = dirname(at)) {
      removeEmpty(join(folder, at));
    }
  }
  if (!isShared) removeEmpty(folder);
  return removed.map((name) => join(folder, name));
}

function removeCompiled(path: string): void {
  if (!path.endsWith(".py")) return;
  const cache = join(dirname(path), "__pycache__");
  const stem = `${basename(path, ".py")}.`;
  for (const name of namesIn(cache)) {
    if (name.startsWith(stem) && name.endsWith(".pyc")) {
      remove(join(cache, name));
    }
  }
  removeEmpty(cache);
}

function remove(path: string): boolean {
  try {
    Deno.removeSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw new Failure(`cannot remove ${path}: ${fileProblem(error)}`);
  }
}

function removeEmpty(folder: string): void {
  if (fileInfo(folder)?.isDirectory && namesIn(folder).length === 0) {
    remove(folder);
  }
}

function namesIn(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name);
  } catch {
    return [];
  }
}
