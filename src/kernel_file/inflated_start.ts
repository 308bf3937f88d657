import { concatenated, viewOf } from "../image/file/bytes.ts";
import { inPieces } from "../image/file/deflate.ts";
import { KernelFileError } from "./kernel_file_error.ts";

const ADLER_BASE = 65_521;

/**
 * Reads the start of what zlib compressed.
 *
 * @param bytes The compressed bytes.
 * @param most How many bytes are wanted.
 * @returns The first bytes, as many as are wanted; fewer if that is all, and
 * then its checksum was right.
 * @throws {KernelFileError} If they are damaged.
 */
export async function inflatedStart(
  bytes: Uint8Array,
  most: number,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    const stream = inPieces(bytes).pipeThrough(
      new DecompressionStream("deflate"),
    );
    for await (const part of stream) {
      parts.push(part.subarray(0, most - length));
      length += part.length;
      if (length >= most) break;
    }
  } catch {
    throw new KernelFileError("is damaged");
  }
  const start = concatenated(parts);
  // Not every runtime's decompressor minds a stream that does not end.
  if (length < most && !isIntact(start, bytes)) {
    throw new KernelFileError("is damaged");
  }
  return start;
}

/** Whether the checksum at the end (Adler-32) is the right one. */
function isIntact(content: Uint8Array, compressed: Uint8Array): boolean {
  let [sum, sumOfSums] = [1, 0];
  for (const byte of content) {
    sum = (sum + byte) % ADLER_BASE;
    sumOfSums = (sumOfSums + sum) % ADLER_BASE;
  }
  return compressed.length >= 4 &&
    viewOf(compressed.subarray(-4)).getUint32(0) ===
      sumOfSums * 2 ** 16 + sum;
}
