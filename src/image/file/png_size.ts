import { viewOf } from "./bytes.ts";
import { PNG_SIGNATURE, pngChunks } from "./png_chunks.ts";

/**
 * The size that a PNG file says its picture has; nothing else is looked at.
 *
 * @param png The file's content.
 * @returns Its columns and rows; undefined if it is no PNG.
 */
export function pngSize(
  png: Uint8Array,
): { width: number; height: number } | undefined {
  if (!PNG_SIGNATURE.every((byte, i) => png[i] === byte)) return undefined;
  const { value: header } = pngChunks(png).next();
  if (header?.type !== "IHDR" || header.data.length !== 13) return undefined;
  const view = viewOf(header.data);
  return { width: view.getUint32(0), height: view.getUint32(4) };
}
