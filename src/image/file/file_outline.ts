import { latin1, viewOf } from "./bytes.ts";
import type { FileKind } from "./file_kind.ts";
import { pngChunks } from "./png_chunks.ts";

/** A larger picture is not taken. */
const MOST_PIXELS = 2 ** 28;
const CUT_SHORT = "is cut short";
/** Where AVIF files describe their pictures. */
const AVIF_HEAD = 4096;

/**
 * Tells what is wrong with a file as far as its outline shows. JPEG has none:
 * what is missing is found when it is read.
 *
 * @param bytes The file's content.
 * @param kind Its kind.
 * @returns The end of a sentence; undefined if nothing is wrong.
 */
export function outlineProblem(
  bytes: Uint8Array,
  kind: FileKind,
): string | undefined {
  switch (kind) {
    case "png":
      return pngProblem(bytes);
    case "avif":
      return avifProblem(bytes);
    case "webp":
      return isWebpCutShort(bytes) ? CUT_SHORT : undefined;
    case "gif":
      return isGifCutShort(bytes) ? CUT_SHORT : undefined;
    case "tiff":
      return isTiffCutShort(bytes) ? CUT_SHORT : undefined;
    case "jpeg":
      return undefined;
  }
}

/**
 * Tells whether a picture is too large to be read, or none.
 *
 * @param width Columns.
 * @param height Rows.
 * @returns The end of a sentence; undefined if nothing is wrong.
 */
export function pixelsProblem(
  width: number,
  height: number,
): string | undefined {
  const pixels = width * height;
  if (pixels === 0) return `is ${width}×${height} pixels, so empty`;
  return pixels > MOST_PIXELS
    ? `is ${width}×${height} pixels, which is too many`
    : undefined;
}

function pngProblem(bytes: Uint8Array): string | undefined {
  const [header, ...rest] = pngChunks(bytes);
  if (rest.at(-1)?.type !== "IEND") return CUT_SHORT;
  if (header.data.length < 8) return undefined;
  const view = viewOf(header.data);
  return pixelsProblem(view.getUint32(0), view.getUint32(4));
}

/** Each picture in the file has a box with its sides; of huge ones the library complains aloud. */
function avifProblem(bytes: Uint8Array): string | undefined {
  if (isAvifCutShort(bytes)) return CUT_SHORT;
  const view = viewOf(bytes);
  for (const { index } of latin1(bytes, 0, AVIF_HEAD).matchAll(/ispe/g)) {
    if (index + 16 > bytes.length) break;
    const sides = [8, 12].map((at) => view.getUint32(index + at));
    const problem = pixelsProblem(sides[0], sides[1]);
    if (problem) return problem;
  }
}

/** The length of the rest stands behind the first four letters. */
function isWebpCutShort(bytes: Uint8Array): boolean {
  return bytes.length < 8 + viewOf(bytes).getUint32(4, true);
}

/** The place of the directory, which is often at the end, stands behind the number 42. */
function isTiffCutShort(bytes: Uint8Array): boolean {
  if (bytes.length < 8) return true;
  const isLittleEndian = bytes[0] === 0x49;
  const view = viewOf(bytes);
  return view.getUint16(2, isLittleEndian) === 42 &&
    view.getUint32(4, isLittleEndian) >= bytes.length;
}

/** Boxes begin with their length and a name. */
function isAvifCutShort(bytes: Uint8Array): boolean {
  let at = 0;
  while (at + 8 <= bytes.length) {
    const length = viewOf(bytes).getUint32(at);
    // Up to the end, or of 64 bits: the decoder sees what is missing.
    if (length < 8) return false;
    at += length;
  }
  return at > bytes.length;
}

/** Header, colours, then blocks that begin with what they are. */
function isGifCutShort(bytes: Uint8Array): boolean {
  let at = 13 + colourTable(bytes[10]);
  while (at < bytes.length) {
    const block = bytes[at];
    if (block === 0x3b) return false;
    if (block === 0x21) at += 2;
    else if (block === 0x2c) at += 11 + colourTable(bytes[at + 9]);
    // What this is only the decoder can tell.
    else return false;
    while (bytes[at]) at += bytes[at] + 1;
    at++;
  }
  return at > bytes.length;
}

/** The length of the colours that a byte of flags announces. */
function colourTable(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}
