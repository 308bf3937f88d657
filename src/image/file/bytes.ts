/**
 * Joins byte arrays.
 *
 * @param parts The arrays, in their order.
 * @returns All their bytes.
 */
export function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(
    parts.reduce((sum, { length }) => sum + length, 0),
  );
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * Looks at the numbers in a byte array.
 *
 * @param bytes The array.
 * @returns A view of the same memory.
 */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/**
 * Reads bytes as characters, each byte one.
 *
 * @param bytes The bytes.
 * @param from The first byte.
 * @param to The byte after the last.
 * @returns The characters.
 */
export function latin1(bytes: Uint8Array, from: number, to: number): string {
  let text = "";
  for (const byte of bytes.subarray(from, to)) {
    text += String.fromCharCode(byte);
  }
  return text;
}

/**
 * Writes characters as bytes, each character one.
 *
 * @param text Characters up to U+00FF.
 * @returns The bytes.
 */
export function latin1Bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
