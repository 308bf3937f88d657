/**
 * Builds the panel: static files that any host can serve.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { bundle } from "./bundle.ts";

const HERE = new URL("./", import.meta.url);
/** Modules that become a file each. */
const SCRIPTS = ["panel", "worker"];
/** Files that are taken as they are. */
const COPIED = ["index.html", "panel.css", "icon.svg"];

/**
 * Builds the panel.
 *
 * @param folder Where its files go; it is made if it is not there.
 * @throws {Error} If a script cannot be bundled.
 */
export async function buildPanel(folder: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  const path = await Deno.realPath(folder);
  const source = (name: string) => fileURLToPath(new URL(name, HERE));
  await Promise.all([
    ...SCRIPTS.map((name) =>
      bundle(source(`${name}.ts`), `${path}/${name}.js`)
    ),
    ...COPIED.map((name) => Deno.copyFile(source(name), `${path}/${name}`)),
  ]);
}

if (import.meta.main) {
  const folder = fileURLToPath(new URL("dist", HERE));
  await buildPanel(folder);
  for (const { name } of Deno.readDirSync(folder)) {
    const { size } = Deno.statSync(`${folder}/${name}`);
    console.log(`${(size / 1024).toFixed(1).padStart(8)} KiB  ${name}`);
  }
}
