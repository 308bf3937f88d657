import { dirname } from "node:path";
import { Failure, fileProblem } from "../../src/cli/errors.ts";
import { makeFolder } from "../../src/cli/write_files.ts";

/** The mode of a folder that nobody else can look into. */
const PRIVATE = 0o700;
/** Bits of a folder's mode that let others write. */
const OTHERS_WRITE = 0o022;

/**
 * Makes a folder that nobody else can look into, or makes sure of one, and
 * takes it for this process.
 *
 * @param folder The folder.
 * @returns What holds it; the system lets go of it when the process ends.
 * @throws {Failure} If it is another's, or another bridge's.
 */
export function takeFolder(folder: string): Disposable {
  makeFolder(dirname(folder));
  try {
    makePrivate(folder);
    return locked(folder);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`cannot use ${folder}: ${fileProblem(error)}`);
  }
}

function makePrivate(folder: string): void {
  try {
    Deno.mkdirSync(folder, { mode: PRIVATE });
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  }
  const { isDirectory, uid, mode } = Deno.statSync(folder);
  if (!isDirectory) {
    throw new Failure(`${folder} is no folder; name another`);
  }
  // Windows has no such bits; there a folder has the rights of the one above.
  if (Deno.build.os === "windows") return;
  if (uid !== Deno.uid()) {
    throw new Failure(`${folder} belongs to another user; name another folder`);
  }
  if (mode! & OTHERS_WRITE) {
    throw new Failure(
      `others can write to ${folder}; forbid it with chmod 700, or name another folder`,
    );
  }
  Deno.chmodSync(folder, PRIVATE);
}

function locked(folder: string): Disposable {
  const path = `${folder}/.bridge.lock`;
  const file = Deno.openSync(path, { write: true, create: true });
  if (file.tryLockSync(true)) return file;
  file.close();
  throw new Failure(
    `another bridge serves ${folder} already; end it, or name another folder`,
  );
}
