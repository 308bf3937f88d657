/** A picture whose values differ by less is of a single colour. */
const FLAT = 1e-3;
/** Half a level of eight bits. */
const HALF_LEVEL = 0.5 / 255;
/** A picture whose values differ by more is not. */
const LIVELY = 0.1;

/**
 * Why the values of a result are no picture, as those of a device that went
 * wrong or of a search that did.
 *
 * @param result RGB row by row.
 * @param input The picture that it was made of, values 0..1.
 * @returns What they are instead, in a few words; `undefined` if all is well.
 */
export function flawOf(
  result: Float32Array,
  input: Float32Array,
): string | undefined {
  if (!result.every(Number.isFinite)) return "values that are no numbers";
  if (span(result) < FLAT && span(input) > LIVELY) return "a single colour";
  return undefined;
}

/**
 * Whether a picture has one colour only, as far as eight bits tell.
 *
 * @param values RGB row by row, 0..1.
 * @returns Whether no channel varies by more than half a level.
 */
export function isFlat(values: Float32Array): boolean {
  return values.every((value, i) =>
    Math.abs(value - values[i % 3]) <= HALF_LEVEL
  );
}

/** The difference of the largest and the smallest value. */
function span(values: Float32Array): number {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return most - least;
}
