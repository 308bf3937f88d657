import { assert, assertEquals } from "@std/assert";
import { browserTest } from "../../browser/register.ts";
import type { Preset } from "../host/presets.ts";
import { panelFiles } from "./files.ts";
import type { Panel } from "./panel.ts";
import { Stage } from "./stage.ts";
import { serveFiles } from "./static_server.ts";

/** Opens a panel that no service is behind, and fails if something is done that must not be. */
async function onPanel(
  program: string,
  body: (panel: Panel, stage: Stage) => Promise<void>,
): Promise<void> {
  await using server = serveFiles(await panelFiles());
  await using stage = await Stage.open(program);
  await body(await stage.embed(`${server.origin}/`), stage);
  await stage.assertClean();
}

/** Documents and sources that cannot be upscaled, and what the panel says. */
const REFUSED: [preset: Preset, source: string, message: RegExp][] = [
  ["hidden", "layer", /“Hidden” is hidden/],
  ["group", "layer", /“Group” is a group/],
  ["empty", "layer", /“Empty” has nothing/],
  ["plain", "selection", /Nothing is selected/],
  ["cmyk", "document", /CMYK/],
  ["deep", "layer", /16 bits/],
];

browserTest(
  "the panel says why it cannot read a source, and touches nothing",
  (program) =>
    onPanel(program, async (panel, { host }) => {
      await panel.get("run").click();
      await panel.says(/No document is open/);
      for (const [preset, source, message] of REFUSED) {
        await host.evaluate((host, preset) => host.open(preset), preset);
        const before = await host.evaluate((host) => host.look());
        await panel.choose({ source });
        await panel.get("run").click();
        await panel.says(message);
        await panel.becomes("idle");
        assertEquals(await host.evaluate((host) => host.look()), before);
      }
    }),
);

browserTest(
  "the panel says that scripts fail, and that Photopea does not answer, and can be cancelled meanwhile",
  (program) =>
    onPanel(program, async (panel, { host, page }) => {
      await host.evaluate((host) => host.open("plain"));
      await page.clock.install();
      for (const behaviour of [{ failing: true }, { deaf: true }]) {
        await host.evaluate((host, given) => host.behave(given), behaviour);
        await panel.get("run").click();
        await panel.becomes("reading");
        await page.clock.fastForward(31_000);
        await panel.says(/Photopea has not answered/);
        await panel.becomes("idle");
      }
      // The second waits for what is read for the first still.
      const start = performance.now();
      for (let i = 0; i < 2; i++) {
        await panel.get("run").click();
        await panel.becomes("reading");
        await panel.get("cancel").click();
        await panel.becomes("idle");
      }
      const time = performance.now() - start;
      assert(time < 20_000, `cancelled after ${time} ms`);
    }),
);
