import { assertEquals } from "@std/assert";
import axe from "axe-core";
import { browserTest } from "../../browser/register.ts";
import type { Panel } from "./panel.ts";
import { startService } from "./service.ts";
import { Stage } from "./stage.ts";

/** What a panel violates, by rule, and the elements that do. */
async function violations(panel: Panel): Promise<string[]> {
  await panel.frame.evaluate(axe.source);
  return await panel.frame.evaluate(`axe.run().then(({ violations }) =>
    violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => id + " " + target + ": " + failureSummary)
    )
  )`);
}

/** Fails if a panel violates something, in light or in dark, at any width. */
async function assertAccessible(
  { page }: Stage,
  panel: Panel,
  state: string,
): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    for (const width of [320, 480, 900]) {
      await page.setViewportSize({ width, height: 900 });
      await panel.frame.waitForFunction(`innerWidth === ${width}`);
      const message = `${state}, ${colorScheme}, ${width} pixels`;
      assertEquals(await violations(panel), [], message);
    }
  }
}

browserTest(
  "the panel violates no rule of axe-core in any state",
  async (program) => {
    await using stage = await Stage.open(program);
    await using service = await startService(stage.origin);
    const panel = await stage.embed(service.panel, 900);
    await assertAccessible(stage, panel, "idle");
    await panel.get("run").click();
    await panel.says(/No document/);
    await assertAccessible(stage, panel, "error");
    await stage.host.evaluate((host) => host.open("plain"));
    await panel.choose({ where: "service", scale: "2", rounds: "500" });
    await panel.get("run").click();
    await panel.becomes("running");
    await assertAccessible(stage, panel, "running");
    await panel.get("cancel").click();
    await panel.becomes("idle");
    await panel.choose({ rounds: "1" });
    await panel.run();
    await assertAccessible(stage, panel, "ready");
    await panel.insert("scale-layer");
    await assertAccessible(stage, panel, "inserted");
  },
);
