/**
 * Builds the panel: static files that any host can serve.
 *
 * @module
 */
const HERE = new URL("./", import.meta.url);
const ROOT = new URL("../../", import.meta.url);
/** Modules that become a file each. */
const SCRIPTS = ["panel", "worker"];
/** Files that are taken as they are. */
const COPIED = ["index.html", "panel.css", "icon.svg"];
/** What a page does not load: the CPU engine, whose WebAssembly is imported in a way that bundlers do not parse. */
const EXTERNAL = ["./cpu/mod.ts"];

/**
 * Builds the panel.
 *
 * @param folder Where its files go; it is made if it is not there.
 * @throws {Error} If a script cannot be bundled.
 */
export async function buildPanel(folder: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  for (const name of SCRIPTS) await bundle(name, folder);
  for (const name of COPIED) {
    await Deno.copyFile(new URL(name, HERE), `${folder}/${name}`);
  }
}

async function bundle(name: string, folder: string): Promise<void> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "bundle",
      "--quiet",
      "--platform=browser",
      "--minify",
      ...EXTERNAL.map((module) => `--external=${module}`),
      `--output=${await Deno.realPath(folder)}/${name}.js`,
      `plugins/photopea/${name}.ts`,
    ],
    // There it finds its configuration.
    cwd: ROOT,
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

if (import.meta.main) {
  const folder = new URL("dist", HERE).pathname;
  await buildPanel(folder);
  for (const { name } of Deno.readDirSync(folder)) {
    const { size } = Deno.statSync(`${folder}/${name}`);
    console.log(`${(size / 1024).toFixed(1).padStart(8)} KiB  ${name}`);
  }
}
