const LINE_BREAK = "\n".charCodeAt(0);

/**
 * Cuts a stream into lines. What follows the last line break is none.
 *
 * @param stream The stream.
 * @param most The most bytes that are kept of a line.
 * @returns The lines, without their ends.
 */
export async function* readLines(
  stream: AsyncIterable<Uint8Array>,
  most: number,
): AsyncGenerator<Uint8Array> {
  let parts: Uint8Array[] = [];
  let length = 0;
  const add = (part: Uint8Array) => {
    const kept = part.subarray(0, most - length);
    if (kept.length > 0) parts.push(kept);
    length += kept.length;
  };
  for await (let chunk of stream) {
    for (
      let end;
      (end = chunk.indexOf(LINE_BREAK)) >= 0;
      chunk = chunk.subarray(end + 1)
    ) {
      add(chunk.subarray(0, end));
      yield joined(parts, length);
      parts = [];
      length = 0;
    }
    add(chunk);
  }
}

function joined(parts: Uint8Array[], length: number): Uint8Array {
  const line = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    line.set(part, at);
    at += part.length;
  }
  return line;
}
