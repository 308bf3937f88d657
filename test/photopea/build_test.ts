import { assertEquals, assertLess } from "@std/assert";
import { buildPanel } from "../../plugins/photopea/build.ts";

/** Bytes of what the page loads before anything is computed. */
const MOST_OF_PAGE = 100_000;

Deno.test("buildPanel() makes static files without the CPU engine, the codecs and the command line", async () => {
  const parent = await Deno.makeTempDir({ prefix: "mlmc_" });
  try {
    const folder = `${parent}/panel`;
    await buildPanel(folder);
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name);
    assertEquals(names.sort(), [
      "icon.svg",
      "index.html",
      "panel.css",
      "panel.js",
      "worker.js",
    ]);
    for (const script of ["panel.js", "worker.js"]) {
      const text = await Deno.readTextFile(`${folder}/${script}`);
      for (const foreign of ["kernels_plain", "imagescript", "Deno.args"]) {
        assertEquals(text.includes(foreign), false, `${foreign} in ${script}`);
      }
    }
    const page = names.filter((name) => name !== "worker.js")
      .reduce((sum, name) => sum + Deno.statSync(`${folder}/${name}`).size, 0);
    assertLess(page, MOST_OF_PAGE);
    const html = await Deno.readTextFile(`${folder}/index.html`);
    assertEquals(/<style|style="|<script>|\son\w+="/.exec(html), null);
  } finally {
    await Deno.remove(parent, { recursive: true });
  }
});
