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

/** Bundles a module and what it imports, but for the CPU engine and the codecs, for browsers. */
export async function bundle(module: string): Promise<string> {
  const path = await Deno.makeTempFile({ prefix: "mlmc_", suffix: ".js" });
  try {
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "bundle",
        "--platform=browser",
        "--minify",
        ...EXTERNAL.map((name) => `--external=${name}`),
        `--output=${path}`,
        module,
      ],
    }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
    return await Deno.readTextFile(path);
  } finally {
    await Deno.remove(path);
  }
}
