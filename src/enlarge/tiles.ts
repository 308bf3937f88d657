import type { Box } from "../image/crop.ts";

/** Pixels of the low-resolution picture that neighbouring tiles share, at least. */
export const OVERLAP = 16;
/** Pixels of the overlap over which one tile fades into the next; what lies further out knows too little of the picture. */
const FADE = 8;

/**
 * Covers a picture with tiles of one size that overlap by {@linkcode OVERLAP}
 * or more.
 *
 * @param size The low-resolution picture's.
 * @param side Most columns and rows of a tile.
 * @returns The tiles, row by row; a single one if it fits.
 */
export function layTiles(
  { width, height }: { width: number; height: number },
  side: number,
): Box[] {
  const columns = starts(width, side);
  const rows = starts(height, side);
  const size = {
    width: Math.min(side, width),
    height: Math.min(side, height),
  };
  return rows.flatMap((top) => columns.map((left) => ({ left, top, ...size })));
}

function starts(length: number, side: number): number[] {
  if (length <= side) return [0];
  const count = Math.ceil((length - OVERLAP) / (side - OVERLAP));
  const step = (length - side) / (count - 1);
  return Array.from({ length: count }, (_, i) => Math.round(i * step));
}

/**
 * How much a tile counts in each of its columns or rows, so that the weights
 * of all tiles sum to 1 everywhere.
 *
 * @param axis Along which side of the tiles.
 * @param tile The tile.
 * @param tiles All tiles.
 * @param scale Pixels of the result for one of the low-resolution picture.
 * @returns One weight for each column or row of the enlarged tile.
 */
export function fade(
  axis: "columns" | "rows",
  tile: Box,
  tiles: readonly Box[],
  scale: number,
): Float32Array {
  const [start, length] = axis === "columns"
    ? ["left", "width"] as const
    : ["top", "height"] as const;
  const from = tile[start];
  const others = tiles.map((other) => other[start]);
  const before = Math.max(...others.filter((other) => other < from));
  const after = Math.min(...others.filter((other) => other > from));
  // A picture's own border has no neighbour: the weight stays 1 up to it.
  const rise = (before + tile[length] + from) / 2;
  const fall = (from + tile[length] + after) / 2;
  return Float32Array.from({ length: tile[length] * scale }, (_, i) => {
    const place = from + (i + 0.5) / scale;
    return ramp(place - rise) - ramp(place - fall);
  });
}

/** From 0 to 1 over {@linkcode FADE} pixels, smooth at both ends. */
function ramp(place: number): number {
  const t = Math.min(Math.max(place / FADE + 0.5, 0), 1);
  return t * t * (3 - 2 * t);
}
