import { bundle as bundleInto } from "../../plugins/photopea/bundle.ts";

/** Bundles a module, given by its absolute path, for browsers, and reads the script. */
export async function bundle(module: string): Promise<string> {
  const path = await Deno.makeTempFile({ prefix: "mlmc_", suffix: ".js" });
  try {
    await bundleInto(module, path);
    return await Deno.readTextFile(path);
  } finally {
    await Deno.remove(path);
  }
}
