/**
 * Takes screenshots of the panel in its states, to be looked at, at three
 * widths, in light and in dark:
 *
 *     deno run -A test/photopea/browser/screenshots.ts FOLDER
 */
import { findChromium } from "../../browser/chromium.ts";
import { startService } from "./service.ts";
import { Stage } from "./stage.ts";

const HARBOUR = new URL("../../../fixtures/harbour.png", import.meta.url);

const [folder] = Deno.args;
await Deno.mkdir(folder, { recursive: true });
await using stage = await Stage.open((await findChromium())!);
await using service = await startService(stage.origin);
const panel = await stage.embed(service.panel, 900);

/** Takes the pictures of a state. */
async function take(state: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await stage.page.emulateMedia({ colorScheme });
    for (const width of [320, 480, 900]) {
      await stage.page.setViewportSize({ width, height: 1000 });
      // A frame takes its new size after its page.
      await panel.frame.waitForFunction(`innerWidth === ${width}`);
      await panel.frame.evaluate("new Promise(requestAnimationFrame)");
      const path = `${folder}/${state}-${width}-${colorScheme}.png`;
      await stage.page.screenshot({ path });
    }
  }
}

await take("idle");
await panel.get("run").click();
await panel.says(/No document/);
await take("error");
const file = (await Deno.readFile(HARBOUR)).toBase64();
await stage.host.evaluate((host, file) => host.openFile(file), file);
await panel.choose({ where: "service", scale: "4", rounds: "200" });
await panel.get("more").locator("summary").click();
await panel.get("run").click();
await panel.get("after-label").filter({ hasText: "So far" }).waitFor();
await take("running");
await panel.get("cancel").click();
await panel.becomes("idle");
await panel.choose({ rounds: "10" });
await panel.run();
await take("ready");
await panel.insert("scale-layer");
await take("inserted");
