import { buildPanel } from "../../../plugins/photopea/build.ts";
import { bundle } from "../../browser/bundle.ts";
import type { Files } from "./static_server.ts";

const HOST = new URL("../host/", import.meta.url);

let panel: Promise<Files> | undefined;
let host: Promise<Files> | undefined;

/** The panel's files; it is built once. */
export function panelFiles(): Promise<Files> {
  return panel ??= build();
}

/** The files of the page that plays Photopea. */
export function hostFiles(): Promise<Files> {
  return host ??= bundleHost();
}

async function build(): Promise<Files> {
  const folder = await Deno.makeTempDir({ prefix: "mlmc_panel_" });
  try {
    await buildPanel(folder);
    const files: Files = new Map();
    for await (const { name } of Deno.readDir(folder)) {
      files.set(name, await Deno.readFile(`${folder}/${name}`));
    }
    return files;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function bundleHost(): Promise<Files> {
  const script = await bundle(new URL("page.ts", HOST).pathname);
  return new Map([
    ["index.html", await Deno.readFile(new URL("host.html", HOST))],
    ["host.js", new TextEncoder().encode(script)],
  ]);
}
