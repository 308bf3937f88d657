/** What is handed to zlib at once: it may make a thousand times as much of it. */
const PIECE = 1024;

/**
 * Compresses as zlib does.
 *
 * @param bytes What to compress.
 * @returns The compressed bytes.
 */
export async function deflated(bytes: Uint8Array): Promise<Uint8Array> {
  return (await piped(bytes, new CompressionStream("deflate"), Infinity))!;
}

/**
 * Reads what zlib compressed.
 *
 * @param bytes The compressed bytes.
 * @param most How many bytes it may be.
 * @returns The bytes; undefined if they are damaged or too many.
 */
export async function inflated(
  bytes: Uint8Array,
  most: number,
): Promise<Uint8Array | undefined> {
  try {
    return await piped(bytes, new DecompressionStream("deflate"), most);
  } catch {
    return undefined;
  }
}

async function piped(
  bytes: Uint8Array,
  through: CompressionStream | DecompressionStream,
  most: number,
): Promise<Uint8Array | undefined> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for await (const part of inPieces(bytes).pipeThrough(through)) {
    length += part.length;
    if (length > most) return undefined;
    parts.push(part);
  }
  return await new Blob(parts).bytes();
}

/**
 * Gives out bytes little by little, so that of what a few of them become no
 * more is made than is asked for.
 *
 * @param bytes The bytes.
 * @returns A stream of short pieces.
 */
export function inPieces(
  bytes: Uint8Array,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, at += PIECE));
    },
  });
}
