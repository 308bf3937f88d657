import { fileURLToPath, pathToFileURL } from "node:url";
import {
  type MlmcPackage,
  packageAt,
  readFolder,
} from "../gimp/mlmc_package.ts";
import { fileInfo } from "../paths.ts";

const DIST = "plugins/photopea/dist/";
const BUILD = "plugins/photopea/build.ts";

/**
 * Reads the files of the panel for Photopea. In a clone they are built if they
 * are not there.
 *
 * @param mlmc The package.
 * @returns Their contents by their names.
 * @throws {Failure} If one cannot be read.
 */
export async function panelFiles(
  mlmc: MlmcPackage,
): Promise<Map<string, Uint8Array>> {
  const dist = new URL(DIST, mlmc.root);
  const isBuilt = dist.protocol !== "file:" ||
    fileInfo(fileURLToPath(dist)) !== undefined;
  return isBuilt ? await readFolder(mlmc, DIST) : await builtFiles(mlmc);
}

async function builtFiles(
  { root }: MlmcPackage,
): Promise<Map<string, Uint8Array>> {
  // It is no part of a published copy.
  const { buildPanel }: { buildPanel: (folder: string) => Promise<void> } =
    await import(new URL(BUILD, root).href);
  const folder = await Deno.makeTempDir();
  try {
    await buildPanel(folder);
    return await readFolder(packageAt(pathToFileURL(`${folder}/`)), "");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
