import { concatenated, latin1, latin1Bytes, viewOf } from "./bytes.ts";

/** A piece of a PNG file. */
export interface PngChunk {
  /** Its four letters. */
  type: string;
  /** Its content. */
  data: Uint8Array;
}

/** How every PNG file begins. */
export const PNG_SIGNATURE: Uint8Array = latin1Bytes("\x89PNG\r\n\x1a\n");

/**
 * Takes a PNG file apart.
 *
 * @param png The file's content.
 * @returns Its chunks up to the last that is whole; IEND is the last of a whole file.
 */
export function* pngChunks(png: Uint8Array): Generator<PngChunk> {
  const view = viewOf(png);
  for (let at = PNG_SIGNATURE.length; at + 12 <= png.length;) {
    const end = at + 12 + view.getUint32(at);
    if (end > png.length) return;
    const type = latin1(png, at + 4, at + 8);
    yield { type, data: png.subarray(at + 8, end - 4) };
    if (type === "IEND") return;
    at = end;
  }
}

/**
 * Puts a PNG file together.
 *
 * @param chunks Its chunks.
 * @returns The file's content.
 */
export function pngFile(chunks: readonly PngChunk[]): Uint8Array {
  return concatenated([PNG_SIGNATURE, ...chunks.flatMap(chunkParts)]);
}

/** Length, type, content, and the checksum of type and content. */
function chunkParts({ type, data }: PngChunk): Uint8Array[] {
  const name = latin1Bytes(type);
  return [uint32(data.length), name, data, uint32(checksum([name, data]))];
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  viewOf(bytes).setUint32(0, value);
  return bytes;
}

const CRC_TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) {
    crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return crc;
});

function checksum(parts: Uint8Array[]): number {
  let crc = -1;
  for (const part of parts) {
    for (const byte of part) {
      crc = (crc >>> 8) ^ CRC_TABLE[(crc ^ byte) & 0xff];
    }
  }
  return ~crc >>> 0;
}
