import { fileURLToPath } from "node:url";
import config from "../../../deno.json" with { type: "json" };
import { Failure, fileProblem } from "../errors.ts";
import { readFile } from "../read_files.ts";
import { download } from "../weights/download.ts";

/** This program, as it lies on disk or in a registry. */
export interface MlmcPackage {
  /** The folder of mod.ts. */
  root: URL;
  /** Its version. */
  version: string;
  /** What starts it, but for its arguments. */
  command: string[];
}

/** The package that is running. */
export const THIS_PACKAGE: MlmcPackage = packageAt(
  new URL("../../../", import.meta.url),
);

/** The most bytes of a file that is fetched. */
const MOST_BYTES = 2 ** 23;
const JSR = /^https:\/\/jsr\.io\/(@[^/]+\/[^/]+)\/([^/]+)\/$/;

/**
 * The package whose mod.ts lies in a folder.
 *
 * @param root The folder; its URL ends in a slash.
 * @returns The package.
 */
export function packageAt(root: URL): MlmcPackage {
  return {
    root,
    version: config.version,
    command: [Deno.execPath(), "run", "-A", moduleIn(root)],
  };
}

/** How Deno is told of mod.ts from any folder. */
function moduleIn(root: URL): string {
  const module = new URL("mod.ts", root);
  if (module.protocol === "file:") return fileURLToPath(module);
  const [, name, version] = JSR.exec(root.href) ?? [];
  return name ? `jsr:${name}@${version}` : module.href;
}

/**
 * Reads all files of a folder, but for those that Python or an editor made.
 *
 * @param mlmc The package.
 * @param folder The folder in it, such as `plugins/x/`.
 * @returns Their contents by their paths in the folder, in the order of these.
 * @throws {Failure} If one cannot be read.
 */
export async function readFolder(
  { root }: MlmcPackage,
  folder: string,
): Promise<Map<string, Uint8Array>> {
  const url = new URL(folder, root);
  const paths = url.protocol === "file:"
    ? listFolder(fileURLToPath(url))
    : await listPublished(root, folder);
  const files = new Map<string, Uint8Array>();
  for (const path of paths.filter(isSource).sort()) {
    files.set(path, await readPackageFile(new URL(path, url)));
  }
  return files;
}

/**
 * Reads a file of a package.
 *
 * @param url Where it is.
 * @returns Its content.
 * @throws {Failure} If it cannot be read.
 */
export async function readPackageFile(url: URL): Promise<Uint8Array> {
  if (url.protocol === "file:") {
    return readFile(fileURLToPath(url), "a whole copy of mlmc");
  }
  try {
    return await download(url.href, MOST_BYTES, () => {});
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Failure(
      `cannot download ${url}: ${error.message}; try again later`,
    );
  }
}

function listFolder(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
      isDirectory
        ? listFolder(`${folder}/${name}`).map((path) => `${name}/${path}`)
        : [name]
    );
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`cannot read ${folder}: ${fileProblem(error)}`);
  }
}

/** JSR lists the files of a version beside it. */
async function listPublished(root: URL, folder: string): Promise<string[]> {
  const url = new URL(root.href.replace(/\/$/, "_meta.json"));
  const text = new TextDecoder().decode(await readPackageFile(url));
  const { manifest } = JSON.parse(text) as { manifest: object };
  return Object.keys(manifest)
    .filter((path) => path.startsWith(`/${folder}`))
    .map((path) => path.slice(folder.length + 1));
}

function isSource(path: string): boolean {
  return !path.split("/").some((name) =>
    name === "__pycache__" || name.startsWith(".")
  );
}
