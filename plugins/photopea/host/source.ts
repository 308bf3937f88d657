import { pngSize } from "../../../src/image/file/png_size.ts";
import { PanelError } from "../panel_error.ts";
import { areaOf, type SourceKind, type State } from "./checks.ts";
import type { Host } from "./host.ts";
import type { Area } from "./placement.ts";
import {
  CLOSE_COPY,
  DUPLICATE,
  INSPECT,
  IS_ACTIVE,
  ISOLATE,
  SAVE,
} from "./source_scripts.ts";

/** What tells a document from others, for Photopea gives them no names of its own. */
export interface DocumentKey {
  /** What it is called. */
  name: string;
  /** Columns. */
  width: number;
  /** Rows. */
  height: number;
  /** Its place among those that are open. */
  index: number;
}

/** What is to be upscaled, and where it comes from. */
export interface Source {
  /** The document that it comes from. */
  document: DocumentKey;
  /** The layer, if it is one, and the way to it from the document: a number for each level. */
  layer?: { name: string; path: number[] };
  /** What of the document it covers. */
  area: Area;
}

/**
 * Reads what the user chose. A layer is read from a copy of the document, so
 * that neither the document nor its history changes.
 *
 * @param host Photopea.
 * @param kind What to read.
 * @returns The picture as a PNG, and where it comes from.
 * @throws {PanelError} If it cannot be upscaled, or Photopea does not answer.
 */
export async function readSource(
  host: Host,
  kind: SourceKind,
): Promise<{ png: Uint8Array<ArrayBuffer>; source: Source }> {
  const state = await host.ask<State>(INSPECT, { mark: crypto.randomUUID() });
  const area = areaOf(state, kind);
  const { document, layer } = state;
  if (kind === "document") {
    const png = checked(await host.askForFile(SAVE), area);
    return { png, source: { document, area } };
  }
  const { png, path } = await readLayer(host, state, area, kind);
  const source = { document, layer: { name: layer!.name, path }, area };
  return { png: checked(png, area), source };
}

async function readLayer(
  host: Host,
  { document, layer }: State,
  area: Area,
  kind: SourceKind,
): Promise<{ png: Uint8Array<ArrayBuffer>; path: number[] }> {
  const name = `Blind Upscale ${crypto.randomUUID().slice(0, 8)}`;
  const close = () => host.ask(CLOSE_COPY, { name, document });
  try {
    await host.ask(DUPLICATE, { name });
    await host.waitUntil(IS_ACTIVE, { name });
    const path = await host.ask<number[]>(ISOLATE, {
      name,
      area,
      layer: layer!.name,
      path: layer!.path,
      isSelected: kind === "selection",
    });
    const png = await host.askForFile(SAVE);
    await close();
    return { png, path };
  } catch (error) {
    // What went wrong is to be told at once, whether this succeeds or not.
    close().catch(() => {});
    throw error;
  }
}

function checked(
  png: Uint8Array<ArrayBuffer>,
  { width, height }: Area,
): Uint8Array<ArrayBuffer> {
  const size = pngSize(png);
  if (size?.width === width && size.height === height) return png;
  const got = size ? `${size.width} × ${size.height} pixels` : "no PNG";
  throw new PanelError(
    `Photopea handed over ${got} instead of ${width} × ${height}. Try again, or choose the whole document.`,
  );
}
