/**
 * The largest difference of two lists of numbers, relative to the largest
 * magnitude expected; NaN if there is one.
 *
 * @param actual The numbers.
 * @param expected What they should be.
 */
export function relativeError(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
): number {
  let difference = 0;
  let peak = 1e-12;
  for (let i = 0; i < expected.length; i++) {
    difference = Math.max(difference, Math.abs(actual[i] - expected[i]));
    peak = Math.max(peak, Math.abs(expected[i]));
  }
  return difference / peak;
}
