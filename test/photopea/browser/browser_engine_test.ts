import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { browserTest } from "../../browser/register.ts";
import { meanDifference } from "./difference.ts";
import type { Panel } from "./panel.ts";
import { startService } from "./service.ts";
import { Stage } from "./stage.ts";

/**
 * The quickest run there is. Adam's first steps go by the signs of gradients
 * rather than by their sizes, so that rounding moves the picture, by 2 to 60
 * levels on one and the same engine; with this seed it does so least.
 */
const QUICK = { where: "browser", scale: "2", rounds: "1", seed: "16" };
/** Levels of 255 by which the engines may differ on the average: three times as much as they do. Another seed is 40 away. */
const TOLERANCE = 8;
/** Milliseconds after which a user finds that a page does not react. */
const NOTICED = 200;
/** Share of a run in which the page may not react: a page that computes never does. */
const MOST_BUSY = 0.2;

/** How many tensors each of the page's workers keeps for the next run. */
function tensorsLeft(page: Page): Promise<number[]> {
  return Promise.all(
    page.workers().map((worker) =>
      // TensorFlow.js leaves its engine there for whoever loads it twice.
      worker.evaluate<number>("_tfengine.state.numTensors")
    ),
  );
}

/** Opens a document and a panel that the service shows. */
async function onPanel(
  program: string,
  body: (panel: Panel, stage: Stage) => Promise<void>,
): Promise<void> {
  await using stage = await Stage.open(program);
  await using service = await startService(stage.origin);
  await stage.host.evaluate((host) => host.open("plain"));
  await body(await stage.embed(service.panel), stage);
  await stage.assertClean();
}

browserTest(
  "the panel upscales on WebGPU as the service does, its page stays responsive, and no tensor stays",
  (program) =>
    onPanel(program, async (panel, { host, page }) => {
      await panel.choose(QUICK);
      await panel.frame.evaluate(`{
        const start = performance.now();
        let [last, busy] = [start, 0];
        setInterval(() => {
          const now = performance.now();
          if (now - last > ${NOTICED}) busy += now - last;
          last = now;
          globalThis.busyShare = busy / (now - start);
        }, 10);
      }`);
      await panel.run();
      const busy = await panel.frame.evaluate<number>("busyShare");
      assert(busy < MOST_BUSY, `the page did not react for ${busy} of the run`);
      assertEquals(await tensorsLeft(page), [0]);
      const first = await panel.pixels("after");
      assertEquals([first.width, first.height], [24, 20]);

      await panel.insert("scale-layer");
      const [{ items }] = await host.evaluate((host) => host.look());
      assertEquals(items[0].pixels, first.data);
      await host.evaluate((host) => host.undo());

      const blur = await panel.get("kernel-text").textContent();
      await panel.choose({ where: "service" });
      await panel.run();
      assertEquals(await panel.get("kernel-text").textContent(), blur);
      const { data } = await panel.pixels("after");
      const difference = meanDifference(data, first.data);
      assert(difference <= TOLERANCE, `${difference} levels apart`);
    }),
);

browserTest(
  "a run on WebGPU ends within two seconds when it is cancelled, and is lost by a reload",
  (program) =>
    onPanel(program, async (panel) => {
      await panel.choose({ ...QUICK, rounds: "500" });
      await panel.get("run").click();
      await panel.becomes("running");
      const start = performance.now();
      await panel.get("cancel").click();
      await panel.becomes("idle");
      const time = performance.now() - start;
      assert(time < 2000, `cancelled after ${time} ms`);

      await panel.get("run").click();
      await panel.becomes("running");
      await panel.reload();
      await panel.says(/was reloaded/);
      await panel.becomes("idle");
    }),
);
