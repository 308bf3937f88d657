import { assertEquals, assertNotEquals } from "@std/assert";
import { browserTest } from "../../browser/register.ts";
import { Stage } from "./stage.ts";
import { startService } from "./service.ts";

/** More than there are elements that take the focus. */
const MOST_TABS = 40;

browserTest(
  "the panel upscales, compares and inserts by the keyboard alone",
  async (program) => {
    await using stage = await Stage.open(program);
    await using service = await startService(stage.origin);
    await stage.host.evaluate((host) => host.open("plain"));
    const panel = await stage.embed(service.panel);
    const { keyboard } = stage.page;
    const focused = () =>
      panel.frame.evaluate<string>("document.activeElement.id");
    /** Goes on to an element. */
    const tabTo = async (id: string) => {
      for (let i = 0; i < MOST_TABS; i++) {
        await keyboard.press("Tab");
        if (await focused() === id) return;
      }
      throw new Error(`no way to #${id} by Tab`);
    };
    await tabTo("where");
    assertEquals(await panel.get("where").inputValue(), "service");
    await panel.get("more").locator("summary").focus();
    await keyboard.press("Enter");
    await tabTo("rounds");
    await keyboard.type("1");
    await tabTo("run");
    await keyboard.press("Enter");
    await panel.becomes("ready");
    await tabTo("divider");
    const half = await panel.get("divider").inputValue();
    await keyboard.press("ArrowRight");
    assertNotEquals(await panel.get("divider").inputValue(), half);
    await tabTo("placement");
    await keyboard.press("ArrowDown");
    assertEquals(await panel.get("placement").inputValue(), "scale-layer");
    await tabTo("insert");
    await keyboard.press("Enter");
    await panel.becomes("ready");
    const [{ items }] = await stage.host.evaluate((host) => host.look());
    assertEquals(items[0].name, "Background, ×2");
    await stage.assertClean();
  },
);
