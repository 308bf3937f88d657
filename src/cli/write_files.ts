import { Failure, fileProblem, UsageError } from "./errors.ts";
import { uninterrupted } from "./interrupt.ts";
import { fileInfo, hiddenBeside, realPath } from "./paths.ts";

/** A file to be written. */
export interface OutputFile {
  /** Where. */
  path: string;
  /** Its content. */
  bytes: Uint8Array;
}

/**
 * Makes sure, before the long work, that the outputs can be written and
 * overwrite no input. Nothing is left behind.
 *
 * @param outputs Files to be written.
 * @param inputs Files that are read.
 * @throws {UsageError} If one file is named twice.
 * @throws {Failure} If a folder cannot be written to.
 */
export async function checkOutputs(
  outputs: string[],
  inputs: string[],
): Promise<void> {
  const taken = new Map(inputs.map((path) => [realPath(path), path]));
  for (const path of outputs) {
    const real = realPath(path);
    const other = taken.get(real);
    if (other !== undefined) {
      const what = inputs.includes(other) ? "the input" : "the other output";
      throw new UsageError(
        `${path} would overwrite ${what}; name another file`,
      );
    }
    taken.set(real, path);
    await uninterrupted(() => checkWritable(path));
  }
}

/**
 * Writes files, each whole or not at all: under a temporary name in its
 * folder, then renamed. A Ctrl-C meanwhile is obeyed when they are whole.
 *
 * @param files Paths and contents.
 * @throws {Failure} If one cannot be written.
 */
export async function writeFiles(files: OutputFile[]): Promise<void> {
  await uninterrupted(() => files.forEach(writeWhole));
}

/**
 * Makes a folder and those that it lies in, unless they are there.
 *
 * @param path The folder.
 * @throws {Failure} If it cannot be made.
 */
export function makeFolder(path: string): void {
  try {
    Deno.mkdirSync(path, { recursive: true });
  } catch (error) {
    throw new Failure(`cannot make the folder ${path}: ${fileProblem(error)}`);
  }
}

/**
 * Removes what a killed run left of a file that it was writing.
 *
 * @param path The file.
 */
export function removeTemporary(path: string): void {
  try {
    Deno.removeSync(temporaryName(path));
  } catch {
    // It was never made, or is renamed.
  }
}

function writeWhole({ path, bytes }: OutputFile): void {
  try {
    const file = newTemporary(path);
    try {
      for (let at = 0; at < bytes.length;) {
        at += file.writeSync(bytes.subarray(at));
      }
      // Without this, a power cut may leave the new name with an empty file.
      file.syncDataSync();
    } finally {
      file.close();
    }
    Deno.renameSync(temporaryName(path), realPath(path));
  } catch (error) {
    removeTemporary(path);
    throw new Failure(`cannot write ${path}: ${fileProblem(error)}`);
  }
}

function checkWritable(path: string): void {
  const info = fileInfo(path);
  if (info && !info.isFile) {
    throw new Failure(
      `cannot write ${path}: it is ${
        info.isDirectory ? "a folder" : "no file"
      }`,
    );
  }
  try {
    newTemporary(path).close();
  } catch (error) {
    const problem = error instanceof Deno.errors.NotFound
      ? "its folder does not exist"
      : fileProblem(error);
    throw new Failure(`cannot write ${path}: ${problem}`);
  } finally {
    removeTemporary(path);
  }
}

function newTemporary(path: string): Deno.FsFile {
  removeTemporary(path);
  return Deno.openSync(temporaryName(path), { write: true, createNew: true });
}

function temporaryName(path: string): string {
  return hiddenBeside(path, ".mlmc-tmp");
}
