import { pngFile } from "../../src/image/file/png_chunks.ts";

/** A PNG file of grey pixels of 8 bits that are given as its chunk has them, by default none. */
export function pngOf(
  width: number,
  height: number,
  data: Uint8Array = new Uint8Array(),
  more: { type: string; data: Uint8Array }[] = [],
): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header[8] = 8;
  return Uint8Array.from(pngFile([
    { type: "IHDR", data: header },
    ...more,
    { type: "IDAT", data },
    { type: "IEND", data: new Uint8Array() },
  ]));
}
