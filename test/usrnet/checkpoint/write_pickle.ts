/** Lays bytes one after the other; text stands for its UTF-8. */
export function join(...parts: (number | string | Uint8Array)[]): Uint8Array {
  const bytes = parts.map((part) => {
    if (typeof part === "number") return [part];
    return typeof part === "string" ? new TextEncoder().encode(part) : part;
  });
  return Uint8Array.from(bytes.flatMap((part) => [...part]));
}

/** A number of some bytes, the lowest first. */
export function little(value: number | bigint, count: number): Uint8Array {
  const digit = (i: number) => Number(BigInt(value) >> BigInt(8 * i) & 255n);
  return Uint8Array.from({ length: count }, (_, i) => digit(i));
}

/** The pickle of a value that instructions make. */
export function pickle(value: Uint8Array): Uint8Array {
  return join(0x80, 2, value, ".");
}

/** Instructions that make text. */
export function text(value: string): Uint8Array {
  const bytes = new TextEncoder().encode(value);
  return join("X", little(bytes.length, 4), bytes);
}

/** Instructions that make a whole number. */
export function whole(value: number | bigint): Uint8Array {
  return join(0x8a, 10, little(value, 10));
}

/** Instructions that make a tuple. */
export function tuple(...items: Uint8Array[]): Uint8Array {
  return join("(", ...items, "t");
}

/** Instructions that make a list. */
export function list(...items: Uint8Array[]): Uint8Array {
  return join("](", ...items, "e");
}

/** Instructions that make a dictionary. */
export function dictionary(entries: Record<string, Uint8Array>): Uint8Array {
  const items = Object.entries(entries)
    .flatMap(([name, value]) => [text(name), value]);
  return join("}(", ...items, "u");
}

/** Instructions that name something. */
export function global(module: string, name: string): Uint8Array {
  return join(`c${module}\n${name}\n`);
}

/** Instructions that call something. */
export function call(callee: Uint8Array, ...args: Uint8Array[]): Uint8Array {
  return join(callee, tuple(...args), "R");
}
