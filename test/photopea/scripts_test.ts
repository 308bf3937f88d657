import { assertEquals } from "@std/assert";
import * as insertScripts from "../../plugins/photopea/host/insert_scripts.ts";
import { scriptOf } from "../../plugins/photopea/host/script.ts";
import * as sourceScripts from "../../plugins/photopea/host/source_scripts.ts";
import { runScript } from "./fake_photopea.ts";

const SCRIPTS = Object.entries({ ...insertScripts, ...sourceScripts });
/** What Photopea's interpreter may not know, or is known to have done wrongly. */
const UNKNOWN =
  /=>|`|\b(let|const|class|finally|continue|switch)\b|\bfor \(.* (in|of) /;

/** Runs a script, and returns what it echoes. */
function run(
  body: string,
  given: unknown,
  app: Record<string, unknown>,
  others: Record<string, unknown> = {},
) {
  let echoed = "";
  const echoToOE = (text: string) => echoed = text;
  runScript(
    scriptOf("1", body, given),
    Object.assign(app, { echoToOE }),
    others,
  );
  const mark = "mlmc:1:";
  assertEquals(echoed.slice(0, mark.length), mark);
  const { answer, error } = JSON.parse(echoed.slice(mark.length));
  if (error !== undefined) throw new Error(error);
  return answer;
}

const box = (...values: number[]) => values.map((value) => ({ value }));

/** A document with a group, in which the active layer is. */
function someDocument() {
  const sky = {
    name: "Sky",
    typename: "ArtLayer",
    visible: true,
    bounds: box(-2, 1, 8, 9),
  };
  const group = {
    name: "Group",
    typename: "LayerSet",
    visible: true,
    bounds: box(-2, 1, 8, 9),
    layers: [sky],
  };
  const ground = { name: "Ground", visible: true, bounds: [0, 0, 12, 10] };
  return {
    name: "Picture",
    width: { value: 12 },
    height: 10,
    mode: "m",
    bitsPerChannel: 8,
    layers: [ground, group],
    activeLayer: sky,
    selection: {},
  };
}

Deno.test("scripts keep to what Photopea's interpreter knows", () => {
  assertEquals(SCRIPTS.length, 12);
  for (const [name, body] of SCRIPTS) {
    const found = UNKNOWN.exec(scriptOf("1", body, null));
    assertEquals(found?.[0], undefined, name);
  }
});

Deno.test("INSPECT tells of no document", () => {
  const app = { documents: [] };
  assertEquals(run(sourceScripts.INSPECT, null, app), { isOpen: false });
});

Deno.test("INSPECT tells the document, its colours, the layer and the way to it", () => {
  const document = someDocument();
  const app = { documents: [{}, document], activeDocument: document };
  const state = run(sourceScripts.INSPECT, null, app, {
    DocumentMode: { RGB: "m" },
    BitsPerChannelType: { EIGHT: 8 },
  });
  assertEquals(state, {
    isOpen: true,
    document: { name: "Picture", width: 12, height: 10, index: 1 },
    mode: "RGB",
    depth: "EIGHT",
    selection: null,
    layer: {
      name: "Sky",
      isGroup: false,
      isVisible: true,
      box: [-2, 1, 8, 9],
      path: [1, 0],
    },
  });
});

Deno.test("INSPECT knows a hidden group, and a layer that is not the same object twice", () => {
  const document = someDocument();
  document.layers[1].visible = false;
  document.activeLayer = { ...document.activeLayer };
  const app = { documents: [document], activeDocument: document };
  const { layer } = run(sourceScripts.INSPECT, null, app);
  assertEquals([layer.path, layer.isVisible], [[1, 0], false]);
});

Deno.test("INSPECT takes a selection that throws, or has no bounds, for none", () => {
  const document = someDocument();
  const app = { documents: [document], activeDocument: document };
  const selectionIs = (selection: object) => {
    document.selection = selection;
    return run(sourceScripts.INSPECT, null, app).selection;
  };
  const throwing = {
    get bounds() {
      throw new Error("no selection");
    },
  };
  assertEquals(selectionIs(throwing), null);
  assertEquals(selectionIs({ bounds: null }), null);
  assertEquals(selectionIs({ bounds: box(1, 2, 3, 4) }), [1, 2, 3, 4]);
});

Deno.test("IS_THERE finds a document where it was, or elsewhere, by its name and size", () => {
  const wanted = { name: "Picture", width: 12, height: 10, index: 0 };
  const isThere = (...documents: object[]) =>
    run(insertScripts.IS_THERE, wanted, { documents });
  const document = someDocument();
  assertEquals(isThere(document), true);
  assertEquals(isThere({ name: "Other" }, document), true);
  assertEquals(isThere({ ...document, width: 24 }), false);
  assertEquals(isThere(), false);
});

Deno.test("INSERT closes the result alone if the user's document is gone", () => {
  const closed: string[] = [];
  const named = (name: string) => ({ name, close: () => closed.push(name) });
  const documents = [named("Other"), named("Result")];
  const answer = run(
    insertScripts.INSERT,
    { document: { name: "Picture", width: 12, height: 10, index: 0 } },
    { documents, activeDocument: documents[1] },
    { SaveOptions: {} },
  );
  assertEquals([answer, closed], [{ isThere: false }, ["Result"]]);
});

Deno.test("CLOSE_COPY closes the copy alone, and brings the user's document back", () => {
  const closed: string[] = [];
  const document = (name: string) => ({
    name,
    width: 12,
    height: 10,
    close: () => closed.push(name),
  });
  const documents = ["Picture", "Other", "Copy"].map(document);
  const app = { documents, activeDocument: documents[1] };
  run(
    sourceScripts.CLOSE_COPY,
    {
      name: "Copy",
      document: { name: "Picture", width: 12, height: 10, index: 0 },
    },
    app,
    { SaveOptions: {} },
  );
  assertEquals(closed, ["Copy"]);
  assertEquals(app.activeDocument.name, "Picture");
});
