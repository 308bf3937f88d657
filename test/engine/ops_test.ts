/**
 * Every op on every engine: values and all gradients, on odd shapes, against
 * the plain definition in stock tfjs ops on the same engine, the gradients also
 * against the slope of the values, and the GPU's numbers against the CPU's.
 */
import * as tf from "@tensorflow/tfjs";
import { batchNorm, batchNormPlain } from "../../src/engine/ops/batch_norm.ts";
import {
  centredSoftmax,
  centredSoftmaxPlain,
} from "../../src/engine/ops/centred_softmax.ts";
import { conv2d, conv2dPlain } from "../../src/engine/ops/conv2d.ts";
import { degrade, degradePlain } from "../../src/engine/ops/degrade.ts";
import {
  gradientPrior,
  gradientPriorPlain,
} from "../../src/engine/ops/gradient_prior.ts";
import { joinSkip, joinSkipPlain } from "../../src/engine/ops/join_skip.ts";
import {
  joinNormConv2d,
  joinNormConv2dPlain,
  normConv2d,
  normConv2dPlain,
} from "../../src/engine/ops/norm_conv2d.ts";
import { ssim, ssimPlain } from "../../src/engine/ops/ssim.ts";
import {
  ssimWindow,
  ssimWindowPlain,
} from "../../src/engine/ops/ssim_window.ts";
import { caseOf, type OpCase, opTest } from "./op_cases.ts";

type T1 = tf.Tensor1D;
type T4 = tf.Tensor4D;

/** Height, width, channels in and out, side of the filter, stride. */
type Convolution = [number, number, number, number, 1 | 3, 1 | 2];

function convolutions(shapes: Convolution[]): OpCase[] {
  return shapes.map(([h, w, ci, co, size, stride]) =>
    caseOf(
      `${h}×${w}×${ci}→${co}, ${size}×${size}, stride ${stride}`,
      [[1, h, w, ci], [size, size, ci, co], [co]],
      [conv2d, conv2dPlain],
      (f, x: T4, filter: T4, bias: T1) => f(x, filter, bias, stride),
    )
  );
}

opTest(
  "conv2d()",
  convolutions([
    [1, 1, 1, 1, 3, 1],
    [1, 1, 3, 5, 1, 1],
    [1, 1, 64, 16, 3, 1],
    [1, 7, 16, 17, 3, 1],
    [1, 5, 4, 12, 3, 2],
    [5, 1, 3, 7, 3, 2],
    [2, 2, 4, 4, 3, 2],
    [2, 2, 20, 16, 3, 1],
    [2, 3, 4, 8, 3, 1],
    [3, 3, 5, 20, 3, 1],
    [3, 3, 17, 3, 3, 2],
    [7, 11, 3, 16, 3, 2],
    [8, 12, 16, 16, 3, 2],
    [13, 17, 5, 7, 3, 1],
    [21, 20, 4, 4, 3, 1],
    [23, 29, 20, 12, 3, 1],
    [64, 7, 8, 36, 3, 1],
    [25, 31, 12, 3, 1, 1],
  ]),
);

// Tiles of 8, 16, 64 and 128 pixels or channels: just full, and a little over.
opTest(
  "conv2d() over many tiles",
  convolutions([
    [9, 11, 17, 20, 3, 1],
    [9, 11, 64, 72, 3, 1],
    [9, 11, 72, 64, 1, 1],
    [9, 11, 128, 144, 1, 1],
    [9, 11, 144, 128, 3, 1],
    [9, 10, 72, 17, 3, 2],
    [10, 9, 128, 128, 3, 2],
    [1, 9, 144, 5, 3, 1],
    [16, 8, 16, 64, 3, 1],
    [17, 65, 1, 3, 3, 1],
    [5, 129, 7, 16, 3, 1],
    [130, 6, 3, 1, 1, 1],
    [33, 66, 3, 20, 3, 2],
  ]),
);

opTest(
  "batchNorm()",
  [[1, 3, 1], [3, 5, 7], [17, 13, 8], [9, 11, 144], [41, 43, 20]].flatMap((
    [h, w, c],
  ) =>
    [1, 0.2].map((slope) =>
      caseOf(
        `${h}×${w}×${c}, slope ${slope}`,
        [[1, h, w, c], [c], [c]],
        [batchNorm, batchNormPlain],
        (f, x: T4, gamma: T1, beta: T1) => f(x, gamma, beta, slope),
        { tolerance: 1e-4 },
      )
    )
  ),
);

const normalisedConvolutions: Convolution[] = [
  [1, 3, 1, 5, 3, 1],
  [2, 2, 16, 4, 3, 2],
  [3, 5, 7, 3, 1, 1],
  [9, 11, 20, 16, 3, 2],
  [9, 11, 64, 72, 1, 1],
  [17, 13, 5, 17, 3, 1],
];

opTest(
  "normConv2d()",
  normalisedConvolutions.flatMap(([h, w, ci, co, size, stride]) =>
    [1, 0.2].map((slope) =>
      caseOf(
        `${h}×${w}×${ci}→${co}, ${size}×${size}, stride ${stride}, slope ${slope}`,
        [[1, h, w, ci], [ci], [ci], [size, size, ci, co], [co]],
        [normConv2d, normConv2dPlain],
        (f, x: T4, gamma: T1, beta: T1, filter: T4, bias: T1) =>
          f(x, { gamma, beta, slope }, { filter, bias, stride }),
        { tolerance: 1e-4 },
      )
    )
  ),
);

opTest(
  "joinNormConv2d()",
  [
    [5, 7, 4, 3, 4, 8, 5, 3],
    [6, 8, 3, 3, 4, 5, 16, 3],
    [9, 9, 4, 3, 5, 8, 4, 1],
    [9, 11, 16, 5, 6, 64, 20, 3],
  ].map(([h, w, a, h2, w2, b, co, size]) =>
    caseOf(
      `${h}×${w}×${a} beside ${h2}×${w2}×${b}→${co}, ${size}×${size}`,
      [
        [1, h, w, a],
        [1, h2, w2, b],
        [a + b],
        [a + b],
        [size, size, a + b, co],
        [co],
      ],
      [joinNormConv2d, joinNormConv2dPlain],
      (f, skip: T4, deep: T4, gamma: T1, beta: T1, filter: T4, bias: T1) =>
        f(skip, deep, { gamma, beta, slope: 1 }, { filter, bias, stride: 1 }),
      { tolerance: 1e-4 },
    )
  ),
);

opTest(
  "joinSkip()",
  [
    [1, 1, 1, 1, 1, 1],
    [5, 7, 4, 3, 4, 8],
    [6, 8, 3, 3, 4, 5],
    [9, 9, 4, 3, 5, 8],
    [3, 11, 2, 4, 4, 6],
    [9, 11, 16, 5, 6, 128],
  ].map(([h, w, a, h2, w2, b]) =>
    caseOf(
      `${h}×${w}×${a} beside ${h2}×${w2}×${b}`,
      [[1, h, w, a], [1, h2, w2, b]],
      [joinSkip, joinSkipPlain],
      (f, skip: T4, deep: T4) => f(skip, deep),
    )
  ),
);

opTest(
  "degrade()",
  [
    [1, 1, 3, 3, 1, 0],
    [8, 12, 3, 11, 4, 1],
    [7, 5, 3, 5, 2, 0],
    [23, 19, 1, 15, 3, 1],
    [5, 6, 4, 19, 2, 1],
  ].flatMap(([h, w, c, n, scale, phase]) =>
    (["reflect", "circular", "zero"] as const).map((boundary) =>
      caseOf(
        `${h}×${w}×${c}, kernel ${n}, scale ${scale}, ${boundary}`,
        [[1, h, w, c], [n, n]],
        [degrade, degradePlain],
        (f, x: T4, kernel: tf.Tensor2D) =>
          f(x, kernel, { scale, phase, boundary }),
      )
    )
  ),
);

opTest(
  "ssimWindow()",
  [[1, 1, 1], [5, 3, 3], [23, 19, 3], [12, 40, 2]].map(([h, w, c]) =>
    caseOf(
      `${h}×${w}×${c}`,
      [[1, h, w, c]],
      [ssimWindow, ssimWindowPlain],
      (f, x: T4) => f(x),
    )
  ),
);

/** Pixels far from their neighbours: a difference near zero bends the prior. */
function apart([, h, w]: number[]): tf.Tensor4D {
  const level = (y: number, x: number) => 4 * (y % 2) + 2 * (x % 2);
  const levels = Array.from(
    { length: h * w },
    (_, i) => level(Math.floor(i / w), i % w),
  );
  return tf.tensor4d(levels, [1, h, w, 1]);
}

opTest(
  "gradientPrior()",
  [[1, 1, 1], [1, 5, 3], [2, 2, 3], [20, 26, 3], [7, 3, 2]].flatMap((
    [h, w, c],
  ) => [
    caseOf(
      `${h}×${w}×${c}`,
      [[1, h, w, c]],
      [gradientPrior, gradientPriorPlain],
      (f, x: T4) => f(x),
      { tolerance: 1e-4, hasKinks: true },
    ),
    caseOf(
      `${h}×${w}×${c}, neighbours apart`,
      [[1, h, w, c]],
      [gradientPrior, gradientPriorPlain],
      (f, x: T4) => f(x.mul(0.3).add(apart(x.shape))),
      { tolerance: 1e-4 },
    ),
  ]),
);

opTest(
  "ssim()",
  [[1, 1, 1], [5, 3, 3], [23, 19, 3], [12, 40, 2]].map(([h, w, c]) =>
    caseOf(
      `${h}×${w}×${c}`,
      [[1, h, w, c], [1, h, w, c]],
      [ssim, ssimPlain],
      (f, a: T4, b: T4) => f(tf.sigmoid(a), tf.sigmoid(b)),
    )
  ),
);

opTest(
  "centredSoftmax()",
  [[3, 1.2], [11, 5], [11, 4.5], [19, 9.5]].map(([size, centre]) =>
    caseOf(
      `${size}×${size} centred at ${centre}`,
      [[1, size * size]],
      [centredSoftmax, centredSoftmaxPlain],
      (f, scores: tf.Tensor2D) => f(scores, size, centre),
    )
  ),
);
