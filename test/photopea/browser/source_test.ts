import { assertEquals } from "@std/assert";
import { browserTest } from "../../browser/register.ts";
import type { Layer } from "../host/items.ts";
import { cutPicture, decodePicture, type Picture } from "../host/picture.ts";
import { type Preset, PRESETS, smooth } from "../host/presets.ts";
import { startService } from "./service.ts";
import { Stage } from "./stage.ts";

/** The rectangle of the presets' selections. */
const SELECTED = { left: 2, top: 1, right: 11, bottom: 9 };

/** The same rectangle without what the lasso leaves out. */
function lassoed(): Picture {
  const picture = cutPicture(smooth(12, 10), SELECTED);
  const { selection } = PRESETS.lasso();
  for (let i = 0; i < 9 * 8; i++) {
    const at = (Math.floor(i / 9) + SELECTED.top) * 12 + i % 9 + SELECTED.left;
    if (!selection![at]) picture.data.set([0, 0, 0, 0], 4 * i);
  }
  return picture;
}

/** The layer's own pixels. */
function photo(): Picture {
  return (PRESETS.layered().active as Layer).picture;
}

/** What the panel reads of a document. */
const READ: [preset: Preset, source: string, picture: Picture][] = [
  ["layered", "layer", photo()],
  ["layered", "document", PRESETS.layered().flattened()],
  [
    "hanging",
    "layer",
    cutPicture(smooth(10, 8), { left: 3, top: 0, right: 10, bottom: 5 }),
  ],
  ["selected", "selection", cutPicture(smooth(12, 10), SELECTED)],
  ["lasso", "selection", lassoed()],
  ["twins", "layer", smooth(12, 10)],
];

browserTest(
  "the panel reads the pixels of its source, and leaves no trace",
  async (program) => {
    await using stage = await Stage.open(program);
    const { host, page } = stage;
    await using service = await startService(stage.origin);
    const panel = await stage.embed(service.panel);
    await host.evaluate((host) => host.behave({ chatty: true, delay: 50 }));
    let sent: Uint8Array | undefined;
    await page.route("**/api/jobs?*", async (route) => {
      sent = route.request().postDataBuffer()!;
      await route.abort("connectionrefused");
    });
    for (const [preset, source, expected] of READ) {
      await host.evaluate((host, preset) => host.open(preset), preset);
      const before = await host.evaluate((host) => host.look());
      await panel.choose({ where: "service", source });
      sent = undefined;
      await panel.get("run").click();
      await panel.says(/has stopped/);
      const name = `${source} of ${preset}`;
      assertEquals(decodePicture(new Uint8Array(sent!).buffer), expected, name);
      assertEquals(await host.evaluate((host) => host.look()), before, name);
    }
    await stage.assertClean();
  },
);
