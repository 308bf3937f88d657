import { assertEquals, assertRejects } from "@std/assert";
import { pathToFileURL } from "node:url";
import { Failure } from "../../src/cli/errors.ts";
import { packageAt } from "../../src/cli/gimp/mlmc_package.ts";
import { panelFiles } from "../../src/cli/serve/panel_files.ts";

const PANEL = "plugins/photopea";
/** What builds a panel of one page. */
const BUILD = `export async function buildPanel(folder) {
  await Deno.writeTextFile(folder + "/index.html", "built");
}`;

/** What is in the page of a panel. */
async function pageOf(root: URL): Promise<string> {
  const files = await panelFiles(packageAt(root));
  assertEquals([...files.keys()], ["index.html"]);
  return new TextDecoder().decode(files.get("index.html"));
}

Deno.test("panelFiles() builds the panel of a clone, whatever was built there before", async () => {
  const clone = await Deno.makeTempDir({ prefix: "mlmc_" });
  try {
    await Deno.mkdir(`${clone}/${PANEL}/dist`, { recursive: true });
    await Deno.writeTextFile(`${clone}/${PANEL}/build.ts`, BUILD);
    const built = `${clone}/${PANEL}/dist/index.html`;
    await Deno.writeTextFile(built, "stale");
    assertEquals(await pageOf(pathToFileURL(`${clone}/`)), "built");
    assertEquals(await Deno.readTextFile(built), "stale");
  } finally {
    await Deno.remove(clone, { recursive: true });
  }
});

Deno.test("panelFiles() takes from a registry what was built", async () => {
  const answers: Record<string, () => Response> = {
    "/@a/b/1.2.3_meta.json": () =>
      Response.json({
        manifest: { [`/${PANEL}/dist/index.html`]: {}, "/mod.ts": {} },
      }),
    [`/@a/b/1.2.3/${PANEL}/dist/index.html`]: () => new Response("published"),
  };
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    ({ url }) =>
      answers[new URL(url).pathname]?.() ?? new Response(null, { status: 404 }),
  );
  const origin = `http://127.0.0.1:${server.addr.port}`;
  assertEquals(await pageOf(new URL(`${origin}/@a/b/1.2.3/`)), "published");
  await assertRejects(
    () => panelFiles(packageAt(new URL(`${origin}/elsewhere/`))),
    Failure,
    "the server answered 404",
  );
});
