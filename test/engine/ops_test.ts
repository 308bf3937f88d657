/**
 * Every own kernel of the active engine against its plain definition in stock
 * tfjs ops: values and all gradients, on odd shapes.
 */
import * as tf from "@tensorflow/tfjs";
import { batchNorm, batchNormPlain } from "../../src/engine/ops/batch_norm.ts";
import { conv2d, conv2dPlain } from "../../src/engine/ops/conv2d.ts";
import { degrade, degradePlain } from "../../src/engine/ops/degrade.ts";
import {
  gradientPrior,
  gradientPriorPlain,
} from "../../src/engine/ops/gradient_prior.ts";
import { joinSkip, joinSkipPlain } from "../../src/engine/ops/join_skip.ts";
import {
  ssimWindow,
  ssimWindowPlain,
} from "../../src/engine/ops/ssim_window.ts";
import { assertClose } from "../close.ts";
import { engineTest } from "../engine.ts";

/** Compares an op with its definition, and the gradients of a weighted sum. */
function compare(
  name: string,
  shapes: number[][],
  op: (...inputs: tf.Tensor[]) => tf.Tensor,
  plain: (...inputs: tf.Tensor[]) => tf.Tensor,
  tolerance = 2e-5,
): void {
  tf.tidy(() => {
    const inputs = shapes.map((shape, i) =>
      tf.randomNormal(shape, 0, 1, "float32", 7 + i)
    );
    const value = op(...inputs);
    const expected = plain(...inputs);
    assertClose(value, expected, tolerance, `${name}: value`);
    const weights = tf.randomNormal(value.shape, 0, 1, "float32", 3);
    const gradients = (f: typeof op) =>
      tf.grads((...xs: tf.Tensor[]) => f(...xs).mul(weights).sum())(inputs);
    const expectedGradients = gradients(plain);
    checkSlope(name, inputs, weights, op, gradients(op));
    gradients(op).forEach((gradient, i) =>
      assertClose(
        gradient,
        expectedGradients[i],
        tolerance,
        `${name}: gradient ${i}`,
      )
    );
  });
}

/** Compares the gradients with a central difference along a random direction. */
function checkSlope(
  name: string,
  inputs: tf.Tensor[],
  weights: tf.Tensor,
  op: (...inputs: tf.Tensor[]) => tf.Tensor,
  gradients: tf.Tensor[],
): void {
  const step = 1e-3;
  const directions = inputs.map((x, i) =>
    tf.randomNormal(x.shape, 0, 1, "float32", 50 + i)
  );
  const along = (t: number) =>
    op(...inputs.map((x, i) => x.add(directions[i].mul(t))))
      .mul(weights).sum().dataSync()[0];
  const slope = (along(step) - along(-step)) / (2 * step);
  const terms = gradients.map((g, i) => g.mul(directions[i]));
  const expected = tf.addN(terms.map((t) => t.sum())).dataSync()[0];
  const size = Math.sqrt(
    tf.addN(terms.map((t) => t.square().sum())).dataSync()[0],
  );
  // What rounding of the op's value does to the difference.
  const noise = 1e-6 * op(...inputs).mul(weights).abs().sum().dataSync()[0] /
    step;
  const error = Math.abs(slope - expected) / (size + noise);
  if (!(error < 0.05)) {
    throw new Error(`${name}: slope ${slope}, gradient gives ${expected}`);
  }
}

const convShapes: [number, number, number, number, number, 1 | 2][] = [
  // h, w, ci, co, size, stride
  [1, 1, 1, 1, 3, 1],
  [1, 1, 3, 5, 1, 1],
  [2, 3, 4, 8, 3, 1],
  [7, 11, 3, 16, 3, 2],
  [8, 12, 16, 16, 3, 2],
  [2, 2, 4, 4, 3, 2],
  [1, 5, 4, 12, 3, 2],
  [13, 17, 5, 7, 3, 1],
  [21, 20, 4, 4, 3, 1],
  [23, 29, 20, 12, 3, 1],
  [64, 7, 8, 36, 3, 1],
  [25, 31, 12, 3, 1, 1],
];

engineTest("conv2d() equals its definition on odd shapes", () => {
  for (const [h, w, ci, co, size, stride] of convShapes) {
    compare(
      `${h}×${w}×${ci}→${co}, ${size}×${size}, stride ${stride}`,
      [[1, h, w, ci], [size, size, ci, co], [co]],
      (x, filter, bias) =>
        conv2d(
          x as tf.Tensor4D,
          filter as tf.Tensor4D,
          bias as tf.Tensor1D,
          stride,
        ),
      (x, filter, bias) =>
        conv2dPlain(
          x as tf.Tensor4D,
          filter as tf.Tensor4D,
          bias as tf.Tensor1D,
          stride,
        ),
    );
  }
});

engineTest("batchNorm() equals its definition on odd shapes", () => {
  for (const [h, w, c] of [[1, 3, 1], [3, 5, 7], [17, 13, 8], [41, 43, 20]]) {
    for (const slope of [1, 0.2]) {
      compare(
        `${h}×${w}×${c}, slope ${slope}`,
        [[1, h, w, c], [c], [c]],
        (x, gamma, beta) =>
          batchNorm(
            x as tf.Tensor4D,
            gamma as tf.Tensor1D,
            beta as tf.Tensor1D,
            slope,
          ),
        (x, gamma, beta) =>
          batchNormPlain(
            x as tf.Tensor4D,
            gamma as tf.Tensor1D,
            beta as tf.Tensor1D,
            slope,
          ),
        1e-4,
      );
    }
  }
});

engineTest("joinSkip() equals its definition on odd shapes", () => {
  for (
    const [h, w, a, h2, w2, b] of [
      [1, 1, 1, 1, 1, 1],
      [5, 7, 4, 3, 4, 8],
      [6, 8, 3, 3, 4, 5],
      [9, 9, 4, 3, 5, 8],
      [3, 11, 2, 4, 4, 6],
    ]
  ) {
    compare(
      `${h}×${w}×${a} beside ${h2}×${w2}×${b}`,
      [[1, h, w, a], [1, h2, w2, b]],
      (skip, deep) => joinSkip(skip as tf.Tensor4D, deep as tf.Tensor4D),
      (skip, deep) => joinSkipPlain(skip as tf.Tensor4D, deep as tf.Tensor4D),
    );
  }
});

engineTest("degrade() equals its definition on odd shapes", () => {
  for (
    const [h, w, c, n, scale, phase] of [
      [1, 1, 3, 3, 1, 0],
      [8, 12, 3, 11, 4, 1],
      [7, 5, 3, 5, 2, 0],
      [23, 19, 1, 15, 3, 1],
      [5, 6, 4, 19, 2, 1],
    ]
  ) {
    for (const boundary of ["reflect", "circular", "zero"] as const) {
      const sampling = { scale, phase, boundary };
      compare(
        `${h}×${w}×${c}, kernel ${n}, scale ${scale}, ${boundary}`,
        [[1, h, w, c], [n, n]],
        (x, kernel) =>
          degrade(x as tf.Tensor4D, kernel as tf.Tensor2D, sampling),
        (x, kernel) =>
          degradePlain(x as tf.Tensor4D, kernel as tf.Tensor2D, sampling),
      );
    }
  }
});

engineTest("ssimWindow() equals its definition on odd shapes", () => {
  for (const [h, w, c] of [[1, 1, 1], [5, 3, 3], [23, 19, 3], [12, 40, 2]]) {
    compare(
      `${h}×${w}×${c}`,
      [[1, h, w, c]],
      (x) => ssimWindow(x as tf.Tensor4D),
      (x) => ssimWindowPlain(x as tf.Tensor4D),
    );
  }
});

engineTest("gradientPrior() equals its definition on odd shapes", () => {
  for (
    const [h, w, c] of [[1, 1, 1], [1, 5, 3], [2, 2, 3], [20, 26, 3], [7, 3, 2]]
  ) {
    compare(
      `${h}×${w}×${c}`,
      [[1, h, w, c]],
      (x) => gradientPrior(x as tf.Tensor4D),
      (x) => gradientPriorPlain(x as tf.Tensor4D),
      1e-4,
    );
  }
});
