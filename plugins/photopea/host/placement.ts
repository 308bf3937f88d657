/** A rectangle of a document, in its pixels. */
export interface Area {
  /** Its first column. */
  left: number;
  /** Its first row. */
  top: number;
  /** Columns. */
  width: number;
  /** Rows. */
  height: number;
}

/** Left, top, right and bottom, as scripts give bounds. */
export type Box = readonly [number, number, number, number];

/**
 * Where the result goes: a layer of the document, which is enlarged; a layer
 * that is larger than its source, with the same centre; or a new document.
 */
export type Placement = "enlarge" | "scale-layer" | "new-document";

/**
 * The whole pixels that lie in all of some boxes.
 *
 * @param boxes The boxes.
 * @returns Their common area; undefined if they have none.
 */
export function commonArea(...boxes: Box[]): Area | undefined {
  const left = Math.floor(Math.max(...boxes.map((box) => box[0])));
  const top = Math.floor(Math.max(...boxes.map((box) => box[1])));
  const width = Math.ceil(Math.min(...boxes.map((box) => box[2]))) - left;
  const height = Math.ceil(Math.min(...boxes.map((box) => box[3]))) - top;
  return width > 0 && height > 0 ? { left, top, width, height } : undefined;
}

/**
 * Where the upper left pixel of a result goes.
 *
 * @param area What was upscaled.
 * @param scale How many times larger the result is.
 * @param placement Where it goes: over its place in the enlarged document, or
 * with the centre of its source.
 * @returns A place in the document's pixels, which may lie outside it.
 */
export function placeOf(
  { left, top, width, height }: Area,
  scale: number,
  placement: Exclude<Placement, "new-document">,
): { left: number; top: number } {
  if (placement === "enlarge") return { left: left * scale, top: top * scale };
  return {
    left: left - Math.floor(width * (scale - 1) / 2),
    top: top - Math.floor(height * (scale - 1) / 2),
  };
}
