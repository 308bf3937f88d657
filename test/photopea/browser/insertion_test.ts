import { assertEquals } from "@std/assert";
import { browserTest } from "../../browser/register.ts";
import { startService } from "./service.ts";
import { Stage } from "./stage.ts";

browserTest(
  "a result outlasts a host that fails or is deaf, and a document that is closed",
  async (program) => {
    await using stage = await Stage.open(program);
    await using service = await startService(stage.origin);
    const { host, page } = stage;
    await host.evaluate((host) => host.open("plain"));
    const panel = await stage.embed(service.panel);
    await panel.choose({ where: "service", scale: "2", rounds: "1" });
    await panel.run();
    const before = await host.evaluate((host) => host.look());

    await page.clock.install();
    await panel.choose({ placement: "scale-layer" });
    for (const behaviour of [{ failing: true }, { deaf: true }]) {
      await host.evaluate((host, given) => host.behave(given), behaviour);
      await panel.get("insert").click();
      await panel.becomes("inserting");
      await page.clock.fastForward(31_000);
      await panel.says(/Photopea has not answered/);
      await panel.becomes("ready");
      assertEquals(await host.evaluate((host) => host.look()), before);
    }

    await host.evaluate((host) => {
      host.behave({ failing: false, deaf: false });
      host.close();
    });
    await panel.insert("scale-layer");
    await panel.says(/is not open any more/);
    await panel.insert("new-document");
    assertEquals(await panel.get("message").isVisible(), false);
    const [{ width, height }, ...others] = await host.evaluate((host) =>
      host.look()
    );
    assertEquals([width, height, others], [24, 20, []]);
    await stage.assertClean();
  },
);
