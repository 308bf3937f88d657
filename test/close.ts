import type * as tf from "@tensorflow/tfjs";
import { assertEquals } from "@std/assert";

type Numbers = ArrayLike<number>;

/**
 * The largest difference of two lists of numbers, relative to the largest
 * magnitude expected.
 */
export function relativeError(actual: Numbers, expected: Numbers): number {
  let difference = 0;
  let peak = 1e-12;
  for (let i = 0; i < expected.length; i++) {
    const d = Math.abs(actual[i] - expected[i]);
    // NaN must not pass.
    if (!(d <= difference)) difference = d;
    peak = Math.max(peak, Math.abs(expected[i]));
  }
  return difference / peak;
}

/** Fails unless two tensors have one shape and differ by less than the tolerance. */
export function assertClose(
  actual: tf.Tensor,
  expected: tf.Tensor,
  tolerance: number,
  message: string,
): void {
  assertEquals(actual.shape, expected.shape, message);
  const error = relativeError(actual.dataSync(), expected.dataSync());
  if (!(error <= tolerance)) {
    throw new Error(`${message}: relative error ${error.toExponential(2)}`);
  }
}
