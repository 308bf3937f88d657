import { assertEquals, assertRejects } from "@std/assert";
import { Host } from "../../plugins/photopea/host/host.ts";
import { PanelError } from "../../plugins/photopea/panel_error.ts";
import { FakePhotopea, type Posted, runScript } from "./fake_photopea.ts";

/** Milliseconds: long for what answers at once, short for what never does. */
const LIMIT = 2000;
const SHORT = 50;

/** Answers a script by running it. */
function obey(app: Record<string, unknown> = {}) {
  return (posted: Posted, photopea: FakePhotopea) => {
    const echoToOE = (text: string) => photopea.send(text);
    if (typeof posted === "string") runScript(posted, { ...app, echoToOE });
    photopea.send("done");
  };
}

function hostOf(photopea: FakePhotopea, limit = LIMIT): Host {
  return new Host(photopea.window, limit);
}

Deno.test("Host.ask() gives a script what it needs, and returns its answer", async () => {
  const given = { name: "“Sky” \u2028 'é' \\ </script>", numbers: [1, 2] };
  const host = hostOf(new FakePhotopea(obey()));
  assertEquals(await host.ask("return given;", given), given);
});

Deno.test("Host.ask() sends nothing but ASCII", async () => {
  const photopea = new FakePhotopea(obey());
  await hostOf(photopea).ask("return given;", "Ω, 🙂 and é");
  assertEquals(/[^\n\x20-\x7e]/.test(photopea.posted[0] as string), false);
});

Deno.test("Host.ask() throws what a script throws", async () => {
  const host = hostOf(new FakePhotopea(obey()));
  await assertRejects(
    () => host.ask(`throw new Error("no such layer");`),
    PanelError,
    "Photopea could not do it: no such layer",
  );
});

Deno.test("Host.ask() waits for its own answer, whatever else comes before it", async () => {
  const photopea = new FakePhotopea((posted, photopea) => {
    photopea.send("done");
    photopea.send("mlmc:another:" + JSON.stringify({ answer: "wrong" }));
    photopea.send({ of: "another plug-in" });
    photopea.send("done");
    setTimeout(() => obey()(posted, photopea), 20);
  });
  assertEquals(await hostOf(photopea).ask("return 7;"), 7);
});

Deno.test("Host.ask() ignores other windows", async () => {
  const photopea = new FakePhotopea((posted, photopea) => {
    const mark = /mlmc:[^:]+:/.exec(posted as string)![0];
    photopea.send(`${mark}{"answer":"wrong"}`, { another: "window" });
    obey()(posted, photopea);
  });
  assertEquals(await hostOf(photopea).ask("return 7;"), 7);
});

Deno.test("Host.ask() says so if Photopea does not answer", async () => {
  for (const answers of [[], ["done"]]) {
    const photopea = new FakePhotopea((_, photopea) => {
      for (const answer of answers) photopea.send(answer);
    });
    await assertRejects(
      () => hostOf(photopea, SHORT).ask("return 7;"),
      PanelError,
      "Photopea has not answered",
    );
  }
});

Deno.test("Host.askForFile() takes the file that comes before its answer, or after it", async () => {
  const file = Uint8Array.of(1, 2, 3);
  for (const isLate of [false, true]) {
    const photopea = new FakePhotopea((posted, photopea) => {
      const send = () => photopea.send(file.slice().buffer);
      if (!isLate) send();
      obey()(posted, photopea);
      if (isLate) setTimeout(send, 20);
    });
    assertEquals(await hostOf(photopea).askForFile(""), file);
  }
});

Deno.test("Host.askForFile() waits for no file if the script failed", async () => {
  const host = hostOf(new FakePhotopea(obey()));
  await assertRejects(
    () => host.askForFile(`app.activeDocument.saveToOE("png");`),
    PanelError,
    "Photopea could not do it",
  );
});

Deno.test("Host.waitUntil() asks until it is so, but not for ever", async () => {
  let asked = 0;
  const app = { isReady: () => ++asked === 3 };
  const host = hostOf(new FakePhotopea(obey(app)));
  await host.waitUntil("return app.isReady();");
  assertEquals(asked, 3);
  await assertRejects(
    () => hostOf(new FakePhotopea(obey()), SHORT).waitUntil("return false;"),
    PanelError,
    "Photopea has not answered",
  );
});
