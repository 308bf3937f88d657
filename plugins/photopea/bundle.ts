import { fileURLToPath } from "node:url";

const ROOT = new URL("../../", import.meta.url);
/**
 * What a page does not load: the command line, the CPU engine, whose WebAssembly
 * is imported in a way that bundlers do not parse, and the codecs, whose
 * packages are Node's.
 */
const EXTERNAL = [
  "./src/cli/main.ts",
  "./cpu/mod.ts",
  "imagescript",
  "sharp",
];

/**
 * Bundles a module and what it imports for browsers.
 *
 * @param module The absolute path of the module.
 * @param output The absolute path of the script that is written.
 * @throws {Error} If it cannot be bundled.
 */
export async function bundle(module: string, output: string): Promise<void> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "bundle",
      "--quiet",
      "--platform=browser",
      "--minify",
      ...EXTERNAL.map((name) => `--external=${name}`),
      `--output=${output}`,
      module,
    ],
    // There it finds its configuration.
    cwd: fileURLToPath(ROOT),
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}
