import { decodeImage } from "../image/file/decode.ts";
import type { Raster } from "../image/raster.ts";
import { Failure, fileProblem } from "./errors.ts";

/** A picture as it was read. */
export interface PictureFile {
  /** The file's content. */
  bytes: Uint8Array<ArrayBuffer>;
  /** The picture. */
  picture: Raster;
}

/**
 * Reads a picture file.
 *
 * @param path The file.
 * @returns The picture, and the bytes that it was decoded from.
 * @throws {Failure} If it cannot be read or is no picture.
 */
export async function readPicture(path: string): Promise<PictureFile> {
  const bytes = readFile(path, "a picture file");
  try {
    return { bytes, picture: await decodeImage(bytes) };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new Failure(`${path} ${error.message}; give a whole picture file`, {
      cause: error,
    });
  }
}

/**
 * Reads a file.
 *
 * @param path The file.
 * @param what What it should be.
 * @returns Its content.
 * @throws {Failure} If it cannot be read.
 */
export function readFile(path: string, what: string): Uint8Array<ArrayBuffer> {
  try {
    // To open a pipe or a device would wait, perhaps for ever.
    const { isFile, isDirectory } = Deno.statSync(path);
    if (isFile) return Deno.readFileSync(path);
    throw new Failure(
      `${path} is ${isDirectory ? "a folder" : "no file"}; give ${what}`,
    );
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`cannot read ${path}: ${fileProblem(error)}`);
  }
}
