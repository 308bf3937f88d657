import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { browserTest } from "../../browser/register.ts";
import type { Preset } from "../host/presets.ts";
import { type Service, startService } from "./service.ts";
import type { Panel } from "./panel.ts";
import { Stage } from "./stage.ts";

/** The quickest run there is. */
const QUICK = { where: "service", scale: "2", rounds: "1" };
/** A run of some ten seconds. */
const LONG = { ...QUICK, rounds: "500" };

/** A panel that the service shows, and what is around it. */
interface Setting {
  stage: Stage;
  service: Service;
  panel: Panel;
}

/** Opens the panel of a service beside a document. */
async function onService(
  program: string,
  preset: Preset,
  body: (setting: Setting) => Promise<void>,
): Promise<void> {
  await using stage = await Stage.open(program);
  await using service = await startService(stage.origin);
  await stage.host.evaluate((host, preset) => host.open(preset), preset);
  const panel = await stage.embed(service.panel);
  await body({ stage, service, panel });
}

browserTest(
  "a run shows the picture so far; cancelled, it ends within two seconds, and the service takes the next",
  (program) =>
    onService(program, "plain", async ({ stage, panel }) => {
      await panel.choose(LONG);
      await panel.get("run").click();
      await panel.becomes("running");
      await panel.get("progress").and(panel.frame.locator("[value]")).waitFor();
      await panel.get("after-label").filter({ hasText: "So far" }).waitFor();
      const { data } = await panel.pixels("before");
      assertNotEquals((await panel.pixels("after")).data, data);
      const start = performance.now();
      await panel.get("cancel").click();
      await panel.becomes("idle");
      const time = performance.now() - start;
      assert(time < 2000, `cancelled after ${time} ms`);
      await panel.choose(QUICK);
      await panel.run();
      await stage.assertClean();
    }),
);

browserTest(
  "a reloaded panel goes on with the service's run, and says that the picture before is gone",
  (program) =>
    onService(program, "plain", async ({ stage, panel }) => {
      await panel.choose({ ...LONG, rounds: "60" });
      await panel.get("run").click();
      await panel.becomes("running");
      await panel.reload();
      await panel.becomes("ready");
      assert(await panel.get("alone").isVisible());
      await panel.insert("scale-layer");
      const [{ items }] = await stage.host.evaluate((host) => host.look());
      assertEquals(items[0].name, "Background, ×2");
      await stage.assertClean();
    }),
);

browserTest(
  "two panels at once end with a picture each",
  (program) =>
    onService(program, "layered", async ({ stage, service, panel }) => {
      const second = await stage.embed(service.panel);
      await panel.choose({ ...QUICK, rounds: "30", source: "layer" });
      await second.choose({ ...QUICK, source: "document" });
      await panel.get("run").click();
      await panel.becomes("running");
      await second.get("run").click();
      await Promise.all([panel.becomes("ready"), second.becomes("ready")]);
      await panel.insert("new-document");
      await second.insert("new-document");
      const documents = await stage.host.evaluate((host) => host.look());
      assertEquals(documents.map(({ width, height }) => [width, height]), [
        [12, 10],
        [18, 16],
        [24, 20],
      ]);
      await stage.assertClean();
    }),
);

browserTest(
  "the panel says that the service has stopped, and can be used further",
  (program) =>
    onService(program, "plain", async ({ stage, service, panel }) => {
      await panel.choose(LONG);
      await panel.get("run").click();
      await panel.becomes("running");
      await service.stop();
      await panel.says(/service has stopped/);
      await panel.becomes("idle");
      assert(await panel.get("run").isEnabled());
      for (const complaint of stage.complaints) {
        assert(complaint.includes("ERR_"), complaint);
      }
    }),
);
