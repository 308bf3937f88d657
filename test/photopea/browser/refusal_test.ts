import { assert, assertEquals } from "@std/assert";
import { browserTest } from "../../browser/register.ts";
import { panelFiles } from "./files.ts";
import { startService } from "./service.ts";
import { Stage } from "./stage.ts";
import { serveFiles } from "./static_server.ts";

/** A token of the right form that no service has. */
const WRONG_TOKEN = "A".repeat(43);

browserTest(
  "the panel of another server says that the service refuses it, or its token",
  async (program) => {
    await using server = serveFiles(await panelFiles());
    await using stage = await Stage.open(program);
    await stage.host.evaluate((host) => host.open("plain"));
    await using strict = await startService();
    const panel = await stage.embed(`${server.origin}/`);
    await panel.choose({ where: "service" });
    await panel.paste("the address");
    await panel.says(/no address of a local service/);
    await panel.paste(strict.panel);
    await panel.says(/--allow-origin/);

    await using service = await startService(server.origin);
    await panel.paste(service.panel.replace(service.token, WRONG_TOKEN));
    await panel.says(/refuses this panel/);
    await panel.paste(service.panel);
    await panel.choose({ scale: "2", rounds: "1" });
    await panel.run();
    assertEquals((await panel.pixels("after")).width, 24);
  },
);

browserTest(
  "a page of another origin cannot show the service's panel",
  async (program) => {
    await using stage = await Stage.open(program);
    await using service = await startService();
    await stage.page.evaluate(`embed("${service.panel}", 360)`);
    const complaint = stage.page.waitForEvent("console");
    const text = (await complaint).text();
    assert(text.includes("frame-ancestors"), text);
    const frame = stage.page.frameLocator("iframe");
    assertEquals(await frame.locator("main").count(), 0);
  },
);
