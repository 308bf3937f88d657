import { assertEquals } from "@std/assert";

/** How far values of two pictures of one size are apart, at most. */
export function largestDifference(a: number[], b: number[]): number {
  assertEquals(a.length, b.length);
  return Math.max(...a.map((value, i) => Math.abs(value - b[i])));
}

/** How far they are apart on the average: the root of the mean square. */
export function meanDifference(a: number[], b: number[]): number {
  assertEquals(a.length, b.length);
  const sum = a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0);
  return Math.sqrt(sum / a.length);
}
