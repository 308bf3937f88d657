import * as tf from "@tensorflow/tfjs";
import { assertEquals } from "@std/assert";
import { relativeError } from "../src/engine/relative_error.ts";

export { relativeError };

/** What was computed, what was expected, and what it is. */
export type Comparison = [
  actual: tf.Tensor,
  expected: tf.Tensor,
  message: string,
];

/** Fails, telling the error, unless it is within the tolerance. */
export function assertWithin(
  error: number,
  tolerance: number,
  message: string,
): void {
  // NaN must not pass.
  if (!(error <= tolerance)) {
    throw new Error(`${message}: error ${error.toExponential(2)}`);
  }
}

/**
 * Fails unless two tensors have one shape and differ by less than the
 * tolerance. The caller disposes them.
 */
export async function assertClose(
  actual: tf.Tensor,
  expected: tf.Tensor,
  tolerance: number,
  message: string,
): Promise<void> {
  assertEquals(actual.shape, expected.shape, message);
  const error = relativeError(await actual.data(), await expected.data());
  assertWithin(error, tolerance, message);
}

/** Computes comparisons in a tidy, fails unless all are close, and disposes their tensors. */
export async function assertAllClose(
  compute: () => Comparison[],
  tolerance: number,
): Promise<void> {
  const comparisons: Comparison[] = tf.tidy(compute);
  try {
    for (const [actual, expected, message] of comparisons) {
      await assertClose(actual, expected, tolerance, message);
    }
  } finally {
    tf.dispose(comparisons);
  }
}
