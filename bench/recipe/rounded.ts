/**
 * Rounds to decimal digits.
 *
 * @param value The number.
 * @param digits Digits behind the point.
 * @returns The rounded number.
 */
export function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
