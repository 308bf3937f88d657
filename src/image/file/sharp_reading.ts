import type { Metadata as Header } from "sharp";
import type { Depth } from "./sharp.ts";

/** What stands for 1 among whole numbers of unusual kinds. */
const INTEGER_PEAKS: Record<string, number | undefined> = {
  char: 2 ** 7 - 1,
  short: 2 ** 15 - 1,
  int: 2 ** 31 - 1,
  uint: 2 ** 32 - 1,
};

/** How to ask for the numbers of a picture. */
export interface Reading {
  /** Its colours, or those to convert it to. */
  space: string;
  /** The kind of numbers. */
  depth: Depth;
  /** The number that stands for 1; where left out it is 1, or the largest number if that is more. */
  peak?: number;
}

/**
 * Chooses how to ask for the numbers of a picture: as the file has them, but
 * for kinds of colours that a picture here cannot have.
 *
 * @param header What the library says of the file.
 * @returns How to ask.
 */
export function readingOf(
  { space, depth, bitsPerSample = 16 }: Header,
): Reading {
  if (space === "cmyk" || depth === "uchar") {
    return { space: "srgb", depth: "uchar", peak: 2 ** 8 - 1 };
  }
  if (space === "labs") {
    return { space: "rgb16", depth: "ushort", peak: 2 ** 16 - 1 };
  }
  if (depth === "ushort") {
    // The 10 or 12 bits of an AVIF file are the upper ones of 16.
    const peak = 2 ** 16 - 2 ** (16 - bitsPerSample);
    return { space: "rgb16", depth, peak };
  }
  return { space, depth: "float", peak: INTEGER_PEAKS[depth] };
}

/**
 * The number that stands for 1.
 *
 * @param numbers The numbers of a picture.
 * @param reading How they were asked for.
 * @returns The number.
 */
export function peakOf(
  numbers: ArrayLike<number>,
  { peak }: Reading,
): number {
  if (peak !== undefined) return peak;
  let largest = 1;
  for (let i = 0; i < numbers.length; i++) {
    const isLarger = numbers[i] > largest && Number.isFinite(numbers[i]);
    if (isLarger) largest = numbers[i];
  }
  return largest;
}
