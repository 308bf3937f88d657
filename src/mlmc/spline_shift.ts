/** The pole of the cubic B-spline's inverse filter. */
const POLE = Math.sqrt(3) - 2;

/**
 * Shifts a square picture by cubic-spline interpolation; what comes from
 * outside is zero.
 *
 * @param data `size * size` numbers, row by row.
 * @param size The side.
 * @param rows How far down, in pixels.
 * @param columns How far to the right, in pixels.
 * @returns The shifted picture.
 */
export function splineShift(
  data: Float64Array,
  size: number,
  rows: number,
  columns: number,
): Float64Array {
  const shifted = data.slice();
  for (let i = 0; i < size; i++) {
    shiftLine(shifted, i * size, 1, size, columns);
  }
  for (let i = 0; i < size; i++) shiftLine(shifted, i, size, size, rows);
  return shifted;
}

/** Shifts one line of `data` in place. */
function shiftLine(
  data: Float64Array,
  first: number,
  step: number,
  length: number,
  shift: number,
): void {
  const line = Float64Array.from(
    { length },
    (_, i) => data[first + i * step],
  );
  const coefficients = splineCoefficients(line);
  for (let i = 0; i < length; i++) {
    data[first + i * step] = splineValue(coefficients, i - shift);
  }
}

/** Coefficients of the interpolating spline, mirrored at both ends (Unser, 1999). */
function splineCoefficients(line: Float64Array): Float64Array {
  const n = line.length;
  const c = line.map((value) => value * 6);
  let first = c[0] + POLE ** (n - 1) * c[n - 1];
  for (let i = 1; i < n - 1; i++) {
    first += (POLE ** i + POLE ** (2 * n - 2 - i)) * c[i];
  }
  c[0] = first / (1 - POLE ** (2 * n - 2));
  for (let i = 1; i < n; i++) c[i] += POLE * c[i - 1];
  c[n - 1] = POLE / (POLE ** 2 - 1) * (c[n - 1] + POLE * c[n - 2]);
  for (let i = n - 2; i >= 0; i--) c[i] = POLE * (c[i + 1] - c[i]);
  return c;
}

function splineValue(coefficients: Float64Array, position: number): number {
  const n = coefficients.length;
  if (position < 0 || position > n - 1) return 0;
  const start = Math.floor(position) - 1;
  let value = 0;
  for (let i = start; i < start + 4; i++) {
    const mirrored = i < 0 ? -i : i > n - 1 ? 2 * (n - 1) - i : i;
    value += cubicBasis(position - i) * coefficients[mirrored];
  }
  return value;
}

function cubicBasis(distance: number): number {
  const d = Math.abs(distance);
  if (d < 1) return 2 / 3 - d * d * (1 - d / 2);
  return d < 2 ? (2 - d) ** 3 / 6 : 0;
}
