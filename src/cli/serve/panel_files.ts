import { pathToFileURL } from "node:url";
import {
  type MlmcPackage,
  packageAt,
  readFolder,
} from "../gimp/mlmc_package.ts";

const DIST = "plugins/photopea/dist/";
const BUILD = "plugins/photopea/build.ts";

/**
 * Reads the files of the panel for Photopea. A registry has them built; in a
 * clone they are built each time, so that they are never older than it.
 *
 * @param mlmc The package.
 * @returns Their contents by their names.
 * @throws {Failure} If one cannot be read.
 */
export async function panelFiles(
  mlmc: MlmcPackage,
): Promise<Map<string, Uint8Array>> {
  return mlmc.root.protocol === "file:"
    ? await builtFiles(mlmc)
    : await readFolder(mlmc, DIST);
}

async function builtFiles(
  { root }: MlmcPackage,
): Promise<Map<string, Uint8Array>> {
  // It is no part of a published copy.
  const { buildPanel }: { buildPanel: (folder: string) => Promise<void> } =
    await import(new URL(BUILD, root).href);
  const folder = await Deno.makeTempDir({ prefix: "mlmc_" });
  try {
    await buildPanel(folder);
    return await readFolder(packageAt(pathToFileURL(`${folder}/`)), "");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
