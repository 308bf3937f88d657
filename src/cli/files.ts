import { decodeImage } from "../image/decode.ts";
import type { Raster } from "../image/raster.ts";
import { Failure, fileProblem, UsageError } from "./errors.ts";

/** A file to be written. */
export interface OutputFile {
  /** Where. */
  path: string;
  /** Its content. */
  bytes: Uint8Array;
}

/** The exit code of a program ended by Ctrl-C. */
const INTERRUPTED = 130;

/**
 * Reads a picture file.
 *
 * @param path The file.
 * @returns The picture.
 * @throws {Failure} If it cannot be read or is no picture.
 */
export async function readPicture(path: string): Promise<Raster> {
  let bytes: Uint8Array;
  try {
    if (Deno.statSync(path).isDirectory) {
      throw new Failure(`${path} is a folder; give a picture file`);
    }
    bytes = Deno.readFileSync(path);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`cannot read ${path}: ${fileProblem(error)}`);
  }
  try {
    return await decodeImage(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new Failure(`${path} ${error.message}; give a whole PNG or JPEG`, {
      cause: error,
    });
  }
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
    if (taken.has(real)) {
      throw new UsageError(
        `${path} would overwrite ${
          inputs.includes(taken.get(real)!) ? "the input" : "the other output"
        }; name another file`,
      );
    }
    taken.set(real, path);
    await uninterrupted(() => checkWritable(path, real));
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
 * Obeys a Ctrl-C after the action, so that no temporary file stays. At any
 * other time the system ends the program at once, even within a long step.
 */
async function uninterrupted(action: () => void): Promise<void> {
  let isInterrupted = false;
  const interrupt = () => void (isInterrupted = true);
  Deno.addSignalListener("SIGINT", interrupt);
  try {
    action();
    // Signals are delivered between macrotasks.
    await new Promise((resolve) => setTimeout(resolve, 0));
  } finally {
    Deno.removeSignalListener("SIGINT", interrupt);
  }
  if (isInterrupted) Deno.exit(INTERRUPTED);
}

function writeWhole({ path, bytes }: OutputFile): void {
  const real = realPath(path);
  const temporary = temporaryName(real);
  try {
    Deno.writeFileSync(temporary, bytes, { createNew: true });
    Deno.renameSync(temporary, real);
  } catch (error) {
    removeIfThere(temporary);
    throw new Failure(`cannot write ${path}: ${fileProblem(error)}`);
  }
}

function checkWritable(path: string, real: string): void {
  const temporary = temporaryName(real);
  try {
    if (isDirectory(real)) throw new Failure(`${path} is a folder`);
    Deno.writeFileSync(temporary, new Uint8Array(), { createNew: true });
  } catch (error) {
    if (error instanceof Failure) throw error;
    const problem = error instanceof Deno.errors.NotFound
      ? "its folder does not exist"
      : fileProblem(error);
    throw new Failure(`cannot write ${path}: ${problem}`);
  } finally {
    removeIfThere(temporary);
  }
}

/** Where a path leads, links followed; the file itself need not exist. */
function realPath(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch {
    const [, folder, name] = /^(.*[/\\])?([^/\\]*)$/.exec(path)!;
    try {
      return `${Deno.realPathSync(folder ?? ".")}/${name}`;
    } catch {
      return path;
    }
  }
}

function temporaryName(path: string): string {
  return path.replace(/[^/\\]*$/, `.mlmc-${Deno.pid}.tmp`);
}

function isDirectory(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // It was never made, or is renamed.
  }
}
