import { assert, assertEquals } from "@std/assert";
import { Host } from "./host.ts";
import { decodePicture, encodePicture, type Picture } from "./picture.ts";
import { type Preset, PRESETS, smooth } from "./presets.ts";

/** Opens a document, runs a script, and tells what was sent. */
async function run(preset: Preset, script: string) {
  const host = new Host();
  const document = PRESETS[preset]();
  host.world.open(document);
  const sent: unknown[] = [];
  await host.receive(script, (data) => sent.push(data));
  return { host, document, sent };
}

/** What a script that only echoes says. */
async function said(preset: Preset, expression: string): Promise<unknown> {
  const { sent, host } = await run(
    preset,
    `app.echoToOE(String(${expression}))`,
  );
  assertEquals(host.errors, []);
  return sent[0];
}

Deno.test("Host.receive() answers a script with what it sends, and done", async () => {
  const { sent, document } = await run(
    "layered",
    "app.echoToOE('one'); app.activeDocument.saveToOE('png');",
  );
  assertEquals(sent.length, 3);
  assertEquals([sent[0], sent[2]], ["one", "done"]);
  const picture = decodePicture(sent[1] as ArrayBuffer);
  assertEquals(picture, document.flattened());
  assertEquals(document.history, []);
});

Deno.test("Host.receive() opens a file as a document, and says done", async () => {
  const host = new Host();
  const sent: unknown[] = [];
  const picture = smooth(9, 8);
  await host.receive(encodePicture(picture), (data) => sent.push(data));
  assertEquals(sent, ["done"]);
  assertEquals(host.world.active?.flattened(), picture);
});

Deno.test("Host.receive() refuses what is not documented, even where the script catches it", async () => {
  for (
    const [script, refusal] of [
      ["app.activeDocument.id", "Document.id is not documented"],
      ["app.activeDocument.width = 3", "Document.width is read-only"],
      [
        "app.activeDocument.suspendHistory('a', 'b')",
        "Document.suspendHistory is not documented",
      ],
      ["window.alert(1)", "there is no window for scripts"],
      ["setTimeout(function () {}, 1)", "there is no setTimeout for scripts"],
      ["SaveOptions.NEVER", "SaveOptions.NEVER is not documented"],
      ["leak = 1", "a script sets a global leak"],
      ["app.activeDocument.saveToOE('tga')", "saves as tga"],
      [
        "app.activeDocument.close()",
        "a document is closed that the user may be asked of",
      ],
    ]
  ) {
    const { host } = await run("plain", `try { ${script} } catch (e) {}`);
    assertEquals(host.world.refusals, [refusal], script);
  }
});

Deno.test("Host.receive() refuses changes of a document that is not active", async () => {
  const { host } = await run(
    "plain",
    "var first = app.activeDocument; first.duplicate(); first.layers[0].name = 'a';",
  );
  assertEquals(host.world.refusals, [
    "Rename Layer in a document that is not active",
  ]);
});

Deno.test("Host.receive() tells of documents, layers and selections", async () => {
  const lines = [
    ["plain", "app.documents.length", "1"],
    ["plain", "app.activeDocument.width.value", "12"],
    ["plain", "app.activeDocument.height + 1", "11"],
    ["plain", "app.activeDocument.mode == DocumentMode.RGB", "true"],
    ["cmyk", "app.activeDocument.mode == DocumentMode.CMYK", "true"],
    ["deep", "app.activeDocument.bitsPerChannel", "BitsPerChannelType.SIXTEEN"],
    ["layered", "app.activeDocument.activeLayer.name", "Photo"],
    [
      "layered",
      "app.activeDocument.layers[1].typename",
      "LayerSet",
    ],
    ["layered", "app.activeDocument.layers[1].layers[0].opacity", "80"],
    [
      "layered",
      "app.activeDocument.activeLayer.bounds.map(Number)",
      "2,1,11,9",
    ],
    [
      "hanging",
      "app.activeDocument.activeLayer.bounds.map(Number)",
      "-3,5,7,13",
    ],
    ["empty", "app.activeDocument.activeLayer.bounds.map(Number)", "0,0,0,0"],
    ["selected", "app.activeDocument.selection.bounds.map(Number)", "2,1,11,9"],
  ] as const;
  for (const [preset, expression, expected] of lines) {
    assertEquals(await said(preset, expression), expected, expression);
  }
});

Deno.test("HostDocument.undo() takes back the changes one by one", async () => {
  const before = PRESETS.layered().flattened();
  const { document } = await run(
    "layered",
    `var d = app.activeDocument;
     d.activeLayer.visible = false;
     d.resizeImage(24, 20);
     d.crop([0, 0, 30, 30]);
     d.activeLayer.duplicate(d, ElementPlacement.PLACEATBEGINNING).translate(1, 0);`,
  );
  assertEquals(document.history, [
    "Layer Visibility",
    "Image Size",
    "Crop",
    "Duplicate Layer",
    "Move",
  ]);
  assertEquals([document.width, document.height], [30, 30]);
  for (let i = 0; i < 5; i++) document.undo();
  assertEquals([document.width, document.history], [12, []]);
  assertEquals(document.flattened(), before);
});

Deno.test("ArtLayer.duplicate() takes a layer to another document in one step", async () => {
  const { host, document } = await run(
    "layered",
    `var d = app.activeDocument, name = d.name;
     d.duplicate("work");
     var work = app.activeDocument;
     work.activeLayer.duplicate(d.layers[1], ElementPlacement.PLACEBEFORE);
     work.close(SaveOptions.DONOTSAVECHANGES);`,
  );
  assertEquals(host.errors, []);
  assertEquals(document.history, ["Duplicate Layer"]);
  assertEquals(document.layers.map(({ name }) => name), [
    "Hidden",
    "Photo",
    "Group",
    "Background",
  ]);
  assert(host.world.active === document);
});

Deno.test("Document.crop() keeps the pixels within", async () => {
  const { sent } = await run(
    "plain",
    `app.activeDocument.duplicate("work");
     app.activeDocument.crop([2, 1, 11, 9]);
     app.activeDocument.saveToOE("png");`,
  );
  const { width, height, data }: Picture = decodePicture(
    sent[0] as ArrayBuffer,
  );
  assertEquals([width, height], [9, 8]);
  const whole = smooth(12, 10);
  assertEquals(data.slice(0, 4), whole.data.slice(4 * 14, 4 * 15));
});

Deno.test("Host.receive() can be deaf, failing and chatty", async () => {
  const host = new Host();
  const answers = async () => {
    const sent: unknown[] = [];
    await host.receive("app.echoToOE('one')", (data) => sent.push(data));
    return sent;
  };
  host.behaviour.chatty = true;
  assertEquals((await answers()).slice(-3), ["done", "one", "done"]);
  host.behaviour.chatty = false;
  host.behaviour.failing = true;
  assertEquals(await answers(), ["done"]);
  host.behaviour.deaf = true;
  assertEquals(await answers(), []);
});

Deno.test("Selection.clear() empties what is selected, and going back in the history fills it again", async () => {
  const { document, host } = await run(
    "lasso",
    `var d = app.activeDocument, before = d.activeHistoryState;
     d.activeLayer.isBackgroundLayer = false;
     d.selection.invert();
     d.selection.clear();
     d.selection.deselect();
     app.echoToOE(d.activeLayer.bounds.map(Number).join());
     app.activeDocument.saveToOE("png");
     d.activeHistoryState = before;`,
  );
  assertEquals(host.errors, []);
  assertEquals(document.history, []);
  assertEquals(document.flattened(), smooth(12, 10));
});
