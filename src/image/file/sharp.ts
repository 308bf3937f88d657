/** The library that reads and writes most picture files, as its function that takes one in. */
type Sharp = typeof import("sharp").default;

/** Arrays of the numbers that the library gives out, by its names for them. */
const ARRAYS = { uchar: Uint8Array, ushort: Uint16Array, float: Float32Array };

/** A kind of numbers that the library gives out. */
export type Depth = keyof typeof ARRAYS;

/**
 * Loads the library. It is native code, so that is left until there is need.
 *
 * @returns Its function.
 */
export async function loadSharp(): Promise<Sharp> {
  const { default: sharp } = await import("sharp");
  // It would keep pixels for a next time that never comes.
  sharp.cache(false);
  return sharp;
}

/**
 * Looks at the bytes that the library gives out as the numbers that they are.
 *
 * @param bytes The bytes, in memory of their own.
 * @param depth The kind of numbers.
 * @returns The numbers.
 */
export function numbersOf<D extends Depth>(
  bytes: Uint8Array,
  depth: D,
): InstanceType<typeof ARRAYS[D]> {
  const numbers = new ARRAYS[depth](bytes.buffer as ArrayBuffer);
  return numbers as InstanceType<typeof ARRAYS[D]>;
}
