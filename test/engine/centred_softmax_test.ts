import * as tf from "@tensorflow/tfjs";
import { assertAlmostEquals } from "@std/assert";
import { centredSoftmax } from "../../src/engine/ops/centred_softmax.ts";
import { kernelMoments } from "../../src/mlmc/kernel.ts";
import { relativeError } from "../close.ts";
import { engineTest } from "../engine.ts";

const SIZE = 19;

/** Scores of a Gaussian, `[1, n * n]`. */
function gaussianScores(row: number, column: number): tf.Tensor2D {
  const scores = Array.from({ length: SIZE * SIZE }, (_, i) => {
    const y = Math.floor(i / SIZE) - row;
    const x = (i % SIZE) - column;
    return -(y * y + x * x + x * y) / 8;
  });
  return tf.tensor2d([scores]);
}

engineTest("centredSoftmax() puts the centre of mass at the centre", () => {
  tf.tidy(() => {
    for (const scores of [gaussianScores(7, 11), tf.zeros([1, SIZE * SIZE])]) {
      const weights = centredSoftmax(scores as tf.Tensor2D, SIZE, 9.5);
      const data = weights.dataSync<"float32">();
      const { row, column } = kernelMoments({ size: SIZE, data });
      assertAlmostEquals(row, 9.5, 1e-3);
      assertAlmostEquals(column, 9.5, 1e-3);
      assertAlmostEquals(data.reduce((a, b) => a + b, 0), 1, 1e-5);
    }
  });
});

engineTest("centredSoftmax() only shifts a Gaussian", () => {
  tf.tidy(() => {
    const shifted = centredSoftmax(gaussianScores(8.2, 10.1), SIZE, 9);
    const expected = tf.softmax(gaussianScores(9, 9));
    const error = relativeError(shifted.dataSync(), expected.dataSync());
    assertAlmostEquals(error, 0, 2e-3);
  });
});

engineTest("centredSoftmax() has the gradient of its differences", () => {
  tf.tidy(() => {
    const at = gaussianScores(8, 10);
    const target = tf.softmax(gaussianScores(9, 9.4));
    const along = tf.randomNormal([1, SIZE * SIZE], 0, 1, "float32", 1);
    const loss = (scores: tf.Tensor) =>
      centredSoftmax(scores as tf.Tensor2D, SIZE, 9).sub(target).square()
        .sum().mul(1e4) as tf.Scalar;
    const slope = tf.grad(loss)(at).mul(along).sum().dataSync()[0];
    const step = 1e-2;
    const [after, before] = [1, -1].map((sign) =>
      loss(at.add(along.mul(sign * step))).dataSync()[0]
    );
    assertAlmostEquals((after - before) / (2 * step) / slope, 1, 0.02);
  });
});
