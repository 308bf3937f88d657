import * as tf from "@tensorflow/tfjs";

/** Pixels of the border that are not compared; more than the largest shift. */
const MARGIN = 12;
const LARGEST_SHIFT = 5;

/** How far down and to the right `a` lies of `b`, in pixels. */
export function displacement(a: tf.Tensor4D, b: tf.Tensor4D): [number, number] {
  const size = a.shape[1] - 2 * MARGIN;
  const cut = (x: tf.Tensor4D, row: number, column: number) =>
    x.slice([0, MARGIN + row, MARGIN + column, 0], [1, size, size, 3]);
  const difference = (row: number, column: number) =>
    tf.tidy(() =>
      cut(a, row, column).sub(cut(b, 0, 0)).square().mean().dataSync()[0]
    );
  let best = [0, 0];
  for (let row = -LARGEST_SHIFT; row <= LARGEST_SHIFT; row++) {
    for (let column = -LARGEST_SHIFT; column <= LARGEST_SHIFT; column++) {
      if (difference(row, column) < difference(best[0], best[1])) {
        best = [row, column];
      }
    }
  }
  const [row, column] = best;
  return [
    row + vertex([-1, 0, 1].map((d) => difference(row + d, column))),
    column + vertex([-1, 0, 1].map((d) => difference(row, column + d))),
  ];
}

/** Where the parabola through values at -1, 0 and 1 is least. */
function vertex([before, at, after]: number[]): number {
  return (before - after) / (2 * (before - 2 * at + after));
}
