import { assertEquals, assertThrows } from "@std/assert";
import {
  areaOf,
  type SourceKind,
  type State,
} from "../../plugins/photopea/host/checks.ts";
import { PanelError } from "../../plugins/photopea/panel_error.ts";

const STATE: State = {
  isOpen: true,
  document: { name: "Picture", width: 40, height: 30, index: 0 },
  mode: "RGB",
  depth: "EIGHT",
  selection: [5, 6, 15, 26],
  layer: {
    name: "Sky",
    isGroup: false,
    isVisible: true,
    box: [-10, 2, 50, 20],
    path: [0],
  },
};
const LAYER = STATE.layer!;

Deno.test("areaOf() is the document, what of the layer is on it, or what of that is selected", () => {
  assertEquals(areaOf(STATE, "document"), {
    left: 0,
    top: 0,
    width: 40,
    height: 30,
  });
  assertEquals(areaOf(STATE, "layer"), {
    left: 0,
    top: 2,
    width: 40,
    height: 18,
  });
  assertEquals(areaOf(STATE, "selection"), {
    left: 5,
    top: 6,
    width: 10,
    height: 14,
  });
});

Deno.test("areaOf() takes the whole document however its layers are", () => {
  const layer = { ...LAYER, isGroup: true, isVisible: false };
  assertEquals(areaOf({ ...STATE, layer }, "document").width, 40);
  assertEquals(areaOf({ ...STATE, layer: null }, "document").width, 40);
});

const REFUSED: [string, Partial<State>, SourceKind, string][] = [
  ["no document", { isOpen: false }, "document", "No document is open"],
  ["CMYK", { mode: "CMYK" }, "document", "CMYK colours"],
  ["Lab", { mode: "LAB" }, "layer", "Lab colours"],
  ["16 bits", { depth: "SIXTEEN" }, "document", "16 bits a channel"],
  ["16 bits as a number", { depth: "16" }, "document", "16 bits a channel"],
  ["32 bits", { depth: "THIRTYTWO" }, "layer", "32 bits a channel"],
  ["no selection", { selection: null }, "selection", "Nothing is selected"],
  ["no layer", { layer: null }, "layer", "No layer is active"],
  [
    "a group",
    { layer: { ...LAYER, isGroup: true } },
    "layer",
    "“Sky” is a group",
  ],
  [
    "a hidden layer",
    { layer: { ...LAYER, isVisible: false } },
    "layer",
    "“Sky” is hidden",
  ],
  [
    "an empty layer",
    { layer: { ...LAYER, box: [0, 0, 0, 0] } },
    "layer",
    "nothing on the canvas",
  ],
  [
    "a layer beside the canvas",
    { layer: { ...LAYER, box: [40, 0, 90, 30] } },
    "layer",
    "nothing on the canvas",
  ],
  [
    "a selection beside the layer",
    { selection: [0, 21, 40, 30] },
    "selection",
    "outside",
  ],
  [
    "too small a selection",
    { selection: [5, 6, 8, 26] },
    "selection",
    "That is 3 × 14 pixels",
  ],
];

for (const [what, state, kind, message] of REFUSED) {
  Deno.test(`areaOf() refuses ${what}`, () => {
    assertThrows(
      () => areaOf({ ...STATE, ...state }, kind),
      PanelError,
      message,
    );
  });
}
