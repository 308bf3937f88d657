import { LEAST_SIDE } from "../../../src/validate.ts";
import { PanelError } from "../panel_error.ts";
import { type Area, type Box, commonArea } from "./placement.ts";
import type { DocumentKey } from "./source.ts";

/** What of a document is upscaled. */
export type SourceKind = "layer" | "selection" | "document";

/** What is open, active and selected. */
export interface State {
  /** Whether a document is open; the rest is left out if not. */
  isOpen: boolean;
  /** The active document. */
  document: DocumentKey;
  /** Its kind of colours, such as `RGB`. */
  mode: string;
  /** Its bits a channel, such as `EIGHT`. */
  depth: string;
  /** The box around what is selected, if something is. */
  selection: Box | null;
  /** The active layer, if there is one. */
  layer: {
    name: string;
    isGroup: boolean;
    isVisible: boolean;
    box: Box | null;
    path: number[];
  } | null;
}

/** Kinds of colours whose documents a PNG does not hold. */
const MODES: Record<string, string> = {
  CMYK: "CMYK",
  LAB: "Lab",
  MULTICHANNEL: "multichannel",
  DUOTONE: "duotone",
};
/** Depths that Photopea cuts down to 8 bits when it hands a picture over. */
const DEPTHS: Record<string, number> = {
  SIXTEEN: 16,
  THIRTYTWO: 32,
  16: 16,
  32: 32,
};

/**
 * What of the document is to be upscaled.
 *
 * @param state What is open, active and selected.
 * @param kind What the user chose.
 * @returns Its area.
 * @throws {PanelError} If it cannot be upscaled: the message says what to do.
 */
export function areaOf(state: State, kind: SourceKind): Area {
  if (!state.isOpen) {
    throw new PanelError("No document is open. Open a picture first.");
  }
  checkColours(state);
  const { width, height } = state.document;
  const canvas: Box = [0, 0, width, height];
  const area = kind === "document"
    ? commonArea(canvas)
    : areaOfLayer(state, kind, canvas);
  if (!area || Math.min(area.width, area.height) < LEAST_SIDE) {
    const size = `${area?.width ?? 0} × ${area?.height ?? 0}`;
    throw new PanelError(
      `That is ${size} pixels. Choose at least ${LEAST_SIDE} × ${LEAST_SIDE}.`,
    );
  }
  return area;
}

function checkColours({ mode, depth }: State): void {
  if (mode in MODES) {
    throw new PanelError(
      `The document is in ${
        MODES[mode]
      } colours. Choose Image ▸ Mode ▸ RGB first.`,
    );
  }
  if (depth in DEPTHS) {
    throw new PanelError(
      `The document has ${
        DEPTHS[depth]
      } bits a channel. Choose Image ▸ Mode ▸ 8 Bits/Channel first.`,
    );
  }
}

function areaOfLayer(
  { layer, selection }: State,
  kind: SourceKind,
  canvas: Box,
): Area | undefined {
  if (kind === "selection" && !selection) {
    throw new PanelError(
      "Nothing is selected. Select a part of the layer, or choose another source.",
    );
  }
  if (!layer) throw new PanelError("No layer is active. Click on one first.");
  const { name, isGroup, isVisible, box } = layer;
  if (isGroup) {
    throw new PanelError(
      `“${name}” is a group. Choose one of its layers, or the whole document.`,
    );
  }
  if (!isVisible) {
    throw new PanelError(
      `The layer “${name}” is hidden. Show it first.`,
    );
  }
  const visible = box ? commonArea(box, canvas) : undefined;
  if (!visible) {
    throw new PanelError(
      `The layer “${name}” has nothing on the canvas. Choose another one.`,
    );
  }
  if (kind === "layer") return visible;
  const area = commonArea(box!, canvas, selection!);
  if (area) return area;
  throw new PanelError(
    `The selection lies outside what there is of “${name}”. Move it, or choose another layer.`,
  );
}
