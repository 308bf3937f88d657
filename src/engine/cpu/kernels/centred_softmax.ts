import {
  CENTRED_SOFTMAX,
  CENTRED_SOFTMAX_GRAD,
  type Centring,
  NEWTON_STEPS,
} from "../../ops/centred_softmax.ts";
import { registerCpuKernel } from "./register.ts";

registerCpuKernel<Centring>(
  CENTRED_SOFTMAX,
  ({ inputs: { scores }, backend, attrs }) => {
    const tilted = Float64Array.from(backend.numbers(scores));
    for (let step = 0; step < NEWTON_STEPS; step++) {
      const { mean, solve } = moments(softmax(tilted), attrs);
      const slope = solve(mean);
      forEachOffset(attrs, (i, row, column) => {
        tilted[i] -= slope[0] * row + slope[1] * column;
      });
    }
    const weights = backend.makeFloats(scores.shape);
    backend.numbers(weights).set(softmax(tilted));
    return weights;
  },
);

registerCpuKernel<Centring>(
  CENTRED_SOFTMAX_GRAD,
  ({ inputs: { dy, weights }, backend, attrs }) => {
    const p = Float64Array.from(backend.numbers(weights));
    const g = backend.numbers(dy);
    const mean = p.reduce((sum, weight, i) => sum + weight * g[i], 0);
    const covariance: Pair = [0, 0];
    forEachOffset(attrs, (i, row, column) => {
      covariance[0] += p[i] * row * (g[i] - mean);
      covariance[1] += p[i] * column * (g[i] - mean);
    });
    const slope = moments(p, attrs).solve(covariance);
    const dx = backend.makeFloats(weights.shape);
    const out = backend.numbers(dx);
    forEachOffset(attrs, (i, row, column) => {
      out[i] = p[i] * (g[i] - mean - slope[0] * row - slope[1] * column);
    });
    return dx;
  },
);

type Pair = [number, number];

function softmax(scores: Float64Array): Float64Array {
  const peak = scores.reduce((a, b) => Math.max(a, b));
  const weights = scores.map((score) => Math.exp(score - peak));
  const sum = weights.reduce((a, b) => a + b);
  return weights.map((weight) => weight / sum);
}

/** Calls `body` with each index of the square and its offset from the centre. */
function forEachOffset(
  { size, centre }: Centring,
  body: (index: number, row: number, column: number) => void,
): void {
  for (let i = 0; i < size * size; i++) {
    body(i, Math.floor(i / size) - centre, i % size - centre);
  }
}

/** The mean offset, and what solves Cov[o]·x = v. */
function moments(
  weights: Float64Array,
  centring: Centring,
): { mean: Pair; solve: (v: Pair) => Pair } {
  let [row, column, rows, both, columns] = [0, 0, 0, 0, 0];
  forEachOffset(centring, (i, y, x) => {
    row += weights[i] * y;
    column += weights[i] * x;
    rows += weights[i] * y * y;
    both += weights[i] * y * x;
    columns += weights[i] * x * x;
  });
  const [a, b, c] = [
    rows - row * row,
    both - row * column,
    columns - column * column,
  ];
  const determinant = a * c - b * b;
  return {
    mean: [row, column],
    solve: ([y, x]) => [
      (c * y - b * x) / determinant,
      (a * x - b * y) / determinant,
    ],
  };
}
