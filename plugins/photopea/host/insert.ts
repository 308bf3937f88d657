import { PanelError } from "../panel_error.ts";
import type { Host } from "./host.ts";
import {
  COUNT,
  INSERT,
  IS_OPENED,
  IS_THERE,
  RENAME,
  TAKE_BACK,
} from "./insert_scripts.ts";
import { type Placement, placeOf } from "./placement.ts";
import type { DocumentKey, Source } from "./source.ts";

/** A picture that goes back to Photopea. */
export interface Result {
  /** The picture as a PNG. */
  png: Uint8Array;
  /** Its columns. */
  width: number;
  /** Its rows. */
  height: number;
  /** How many times larger it is than its source. */
  scale: number;
}

/** What an insertion did to a document, so that it can be taken back. */
export interface Insertion {
  /** The document before. */
  document: DocumentKey;
  /** The document afterwards. */
  inserted: DocumentKey;
  /** Its layers before, groups counted as one. */
  layers: number;
  /** The steps of its history before. */
  before: number;
  /** How many steps more it has; 0 if that is not known. */
  steps: number;
}

/** What the script answers. */
type Answer =
  & { isThere: boolean; document: DocumentKey }
  & Omit<Insertion, "document" | "inserted">;

/**
 * Inserts a result into Photopea.
 *
 * @param host Photopea.
 * @param result The result.
 * @param source What it was made of.
 * @param placement Where it goes.
 * @returns What it did; undefined for a new document.
 * @throws {PanelError} If the document is gone, or Photopea does not do it.
 */
export async function insertResult(
  host: Host,
  result: Result,
  source: Source,
  placement: Placement,
): Promise<Insertion | undefined> {
  const { document, layer, area } = source;
  const isNew = placement === "new-document";
  if (!isNew && !await host.ask<boolean>(IS_THERE, document)) {
    throw gone(document);
  }
  await open(host, result);
  const { scale } = result;
  const name = `${layer?.name ?? document.name}, ×${scale}`;
  if (isNew) {
    await host.ask(RENAME, { name });
    return undefined;
  }
  const { isThere, document: inserted, ...done } = await host.ask<Answer>(
    INSERT,
    {
      document,
      layer,
      name,
      place: placeOf(area, scale, placement),
      size: placement === "enlarge" &&
        { width: document.width * scale, height: document.height * scale },
    },
  );
  if (!isThere) throw gone(document);
  return { document, inserted, ...done, steps: Math.max(done.steps, 0) };
}

/**
 * Takes an insertion back.
 *
 * @param host Photopea.
 * @param insertion What was done.
 * @throws {PanelError} If Photopea does not go back: the message says how the user can.
 */
export async function takeBack(
  host: Host,
  insertion: Insertion,
): Promise<void> {
  const isBack = await host.ask<boolean>(TAKE_BACK, insertion)
    .catch(() => false);
  if (isBack) return;
  throw new PanelError(
    `Photopea did not take it back. Undo it (Ctrl+Z) in the document, ${
      times(insertion.steps)
    }.`,
  );
}

/**
 * How often, in words.
 *
 * @param count How many times; 0 if that is not known.
 */
export function times(count: number): string {
  if (count === 0) return "until it is as it was";
  return count === 1 ? "once" : `${count} times`;
}

async function open(
  host: Host,
  { png, width, height }: Result,
): Promise<void> {
  const count = await host.ask<number>(COUNT);
  host.open(png);
  await host.waitUntil(IS_OPENED, { count, width, height });
}

function gone({ name }: DocumentKey): PanelError {
  return new PanelError(
    `“${name}” is not open any more, or has another size. Insert the result as a new document.`,
  );
}
