import { dirname } from "node:path";
import { Failure } from "../errors.ts";
import { fileInfo } from "../paths.ts";
import { readFile } from "../read_files.ts";
import { checkOutputs, makeFolder, writeFiles } from "../write_files.ts";
import { download } from "./download.ts";
import { isPublished, PUBLISHED } from "./published_weights.ts";

/**
 * Downloads the published weights, unless they are there.
 *
 * @param url Where from.
 * @param path The file to keep them in.
 * @param show Told how many bytes have come.
 * @returns Whether they had to be downloaded.
 * @throws {Failure} If they cannot be had or written. A file that was there
 * stays as it was.
 */
export async function obtainWeights(
  url: string,
  path: string,
  show: (bytes: number) => void,
): Promise<boolean> {
  if (await isThere(path)) return false;
  makeFolder(dirname(path));
  await checkOutputs([path], []);
  const bytes = await fetchWeights(url, path, show);
  await writeFiles([{ path, bytes }]);
  return true;
}

async function isThere(path: string): Promise<boolean> {
  const info = fileInfo(path);
  if (!info?.isFile || info.size !== PUBLISHED.size) return false;
  return await isPublished(readFile(path, "a file of weights"));
}

async function fetchWeights(
  url: string,
  path: string,
  show: (bytes: number) => void,
): Promise<Uint8Array> {
  try {
    const bytes = await download(url, PUBLISHED.size, show);
    if (await isPublished(bytes)) return bytes;
    throw new Failure("it is another file");
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Failure(
      `cannot download the weights: ${error.message}; get ${url} in another way and save it as ${path}`,
    );
  }
}
