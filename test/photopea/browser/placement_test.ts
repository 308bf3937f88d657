import { assert, assertEquals, assertMatch } from "@std/assert";
import { browserTest } from "../../browser/register.ts";
import { largestDifference } from "./difference.ts";
import { startService } from "./service.ts";
import { Stage } from "./stage.ts";

/** Levels of 255 by which a canvas may be off, which multiplies by alpha and divides again. */
const ROUNDING = 2;

browserTest(
  "the panel upscales a layer by the service, and puts it where the user wants",
  async (program) => {
    await using stage = await Stage.open(program);
    await using service = await startService(stage.origin);
    const look = () => stage.host.evaluate((host) => host.look());
    await stage.host.evaluate((host) => {
      host.open("layered");
      host.behave({ chatty: true, delay: 50 });
    });
    const before = await look();
    const panel = await stage.embed(service.panel);
    await panel.choose({ where: "service", scale: "2", rounds: "1" });
    await panel.run();
    assertEquals(await look(), before, "read without a trace");
    const { width, height, data } = await panel.pixels("after");
    assertEquals([width, height], [18, 16]);

    for (
      const [placement, size, corner, steps] of [
        ["scale-layer", [12, 10], [-2, -3], 2],
        ["enlarge", [24, 20], [4, 2], 3],
      ] as const
    ) {
      await panel.insert(placement);
      const [document, ...others] = await look();
      assertEquals(others, [], "only the user's document is open");
      assertEquals([document.width, document.height], size);
      const status = await panel.get("status").textContent();
      assertEquals(document.history.length, steps);
      assertMatch(status!, new RegExp(`${steps} times`));
      assertEquals(document.items.map(({ name }) => name), [
        "Hidden",
        "Group",
        "Photo, ×2",
        "Photo",
        "Background",
      ]);
      const { left, top, right, bottom, pixels } = document.items[2];
      assertEquals([left, top], corner);
      assertEquals([right - left, bottom - top], [width, height]);
      assert(largestDifference(pixels!, data) <= ROUNDING);
      await panel.get("undo").click();
      await panel.get("status").filter({ hasText: "Taken back" }).waitFor();
      assertEquals(await look(), before, "taken back");
    }

    await panel.insert("new-document");
    const [document, result] = await look();
    assertEquals([document], [{ ...before[0], active: false }]);
    assertEquals([result.width, result.height], [width, height]);
    assert(largestDifference(result.pixels, data) <= ROUNDING);
    await stage.assertClean();
  },
);
