import * as tf from "@tensorflow/tfjs";
import { batchNorm, batchNormPlain } from "./ops/batch_norm.ts";
import { centredSoftmax, centredSoftmaxPlain } from "./ops/centred_softmax.ts";
import { conv2d, conv2dPlain } from "./ops/conv2d.ts";
import { degrade, degradePlain } from "./ops/degrade.ts";
import { gradientPrior, gradientPriorPlain } from "./ops/gradient_prior.ts";
import { joinSkip, joinSkipPlain } from "./ops/join_skip.ts";
import { joinNormConv2d, joinNormConv2dPlain } from "./ops/norm_conv2d.ts";
import { ssim, ssimPlain } from "./ops/ssim.ts";
import { Adam } from "./ops/adam.ts";
import { pace } from "./pace.ts";
import { relativeError } from "./relative_error.ts";

/** How an own kernel compares with its definition. */
export interface Comparison {
  /** The op. */
  name: string;
  /** The largest error of values and gradients, relative to the largest magnitude. */
  error: number;
  /** The largest error that rounding explains. */
  tolerance: number;
}

interface Check {
  name: string;
  shapes: number[][];
  own: (...inputs: tf.Tensor[]) => tf.Tensor;
  plain: (...inputs: tf.Tensor[]) => tf.Tensor;
  tolerance: number;
}

type T1 = tf.Tensor1D;
type T2 = tf.Tensor2D;
type T4 = tf.Tensor4D;

function check<F>(
  name: string,
  shapes: number[][],
  [own, plain]: [F, F],
  // deno-lint-ignore no-explicit-any -- each op has its own kinds of tensors
  call: (f: F, ...inputs: any[]) => tf.Tensor,
  tolerance = 1e-4,
): Check {
  return {
    name,
    shapes,
    own: (...inputs) => call(own, ...inputs),
    plain: (...inputs) => call(plain, ...inputs),
    tolerance,
  };
}

/** Shapes that fill some tiles of the kernels and leave others half empty. */
const CHECKS: readonly Check[] = [
  check(
    "convolution 3×3",
    [[1, 37, 29, 20], [3, 3, 20, 68], [68]],
    [conv2d, conv2dPlain],
    (f, x: T4, filter: T4, bias: T1) => f(x, filter, bias, 1),
  ),
  check(
    "convolution 3×3, stride 2",
    [[1, 23, 34, 3], [3, 3, 3, 16], [16]],
    [conv2d, conv2dPlain],
    (f, x: T4, filter: T4, bias: T1) => f(x, filter, bias, 2),
  ),
  check(
    "convolution 1×1",
    [[1, 19, 23, 132], [1, 1, 132, 128], [128]],
    [conv2d, conv2dPlain],
    (f, x: T4, filter: T4, bias: T1) => f(x, filter, bias, 1),
  ),
  check(
    "batch normalisation",
    [[1, 67, 71, 16], [16], [16]],
    [batchNorm, batchNormPlain],
    (f, x: T4, gamma: T1, beta: T1) => f(x, gamma, beta),
  ),
  // Few values, so that none is likely to lie where rounding bends it the other way.
  check(
    "batch normalisation, LeakyReLU",
    [[1, 13, 11, 16], [16], [16]],
    [batchNorm, batchNormPlain],
    (f, x: T4, gamma: T1, beta: T1) => f(x, gamma, beta, 0.2),
  ),
  check(
    "join of skip and deep branch",
    [[1, 21, 15, 4], [1, 10, 8, 12]],
    [joinSkip, joinSkipPlain],
    (f, skip: T4, deep: T4) => f(skip, deep),
  ),
  check(
    "join, normalisation and convolution",
    [[1, 21, 15, 4], [1, 10, 8, 12], [16], [16], [3, 3, 16, 8], [8]],
    [joinNormConv2d, joinNormConv2dPlain],
    (f, skip: T4, deep: T4, gamma: T1, beta: T1, filter: T4, bias: T1) =>
      f(skip, deep, { gamma, beta, slope: 1 }, { filter, bias, stride: 1 }),
  ),
  check(
    "degradation, reflecting",
    [[1, 31, 26, 3], [11, 11]],
    [degrade, degradePlain],
    (f, x: T4, kernel: T2) =>
      f(x, kernel, { scale: 2, phase: 0, boundary: "reflect" }),
  ),
  check(
    "degradation, circular",
    [[1, 24, 20, 3], [19, 19]],
    [degrade, degradePlain],
    (f, x: T4, kernel: T2) =>
      f(x, kernel, { scale: 4, phase: 1, boundary: "circular" }),
  ),
  check(
    "structural similarity",
    [[1, 33, 21, 3], [1, 33, 21, 3]],
    [ssim, ssimPlain],
    // As a picture: about zero the quotient of the means is no measure.
    (f, a: T4, b: T4) => f(a.add(1).div(2), b.add(1).div(2)),
  ),
  check(
    "gradient prior",
    [[1, 26, 31, 3]],
    [gradientPrior, gradientPriorPlain],
    (f, x: T4) => f(x),
  ),
  check(
    "centred softmax",
    [[1, 361]],
    [centredSoftmax, centredSoftmaxPlain],
    (f, scores: T2) => f(scores, 19, 9.5),
  ),
];

/**
 * Compares every own kernel of the active engine with its definition in stock
 * tfjs ops, values and gradients.
 *
 * @returns One comparison an op, as it is done.
 * @throws {EngineError} If the engine refuses one.
 */
export async function* selfTest(): AsyncGenerator<Comparison> {
  for (const one of CHECKS) yield await compare(one);
  yield await compareAdam();
}

async function compare(
  { name, shapes, own, plain, tolerance }: Check,
): Promise<Comparison> {
  const tensors = tf.tidy(() => {
    const inputs = shapes.map((shape, i) => waves(shape, i));
    return [own, plain].flatMap((f) => {
      const value = f(...inputs);
      const weights = waves(value.shape, inputs.length);
      const weighted = (...xs: tf.Tensor[]) => f(...xs).mul(weights).sum();
      return [value, ...tf.grads(weighted)(inputs)];
    });
  });
  await pace();
  const half = tensors.length / 2;
  const errors = await Promise.all(
    tensors.slice(0, half).map((actual, i) =>
      errorOf(actual, tensors[half + i])
    ),
  );
  tf.dispose(tensors);
  return { name, error: Math.max(...errors), tolerance };
}

/** The first step of Adam goes against the gradient's sign, whatever its size. */
async function compareAdam(): Promise<Comparison> {
  const rate = 0.125;
  const [start, variable, grad] = tf.tidy(() => {
    const start = waves([1031]);
    return [start, tf.variable(start.add(0), false), waves([1031]).add(1.5)];
  });
  const adam = new Adam([variable as tf.Variable], rate);
  adam.step([grad]);
  await pace();
  const expected = tf.tidy(() => start.sub(rate));
  const error = await errorOf(variable, expected);
  adam.dispose();
  tf.dispose([start, variable, grad, expected]);
  return { name: "Adam", error, tolerance: 1e-5 };
}

/** Numbers between -1 and 1 that do not repeat; others for another phase. */
function waves(shape: number[], phase = 0): tf.Tensor {
  const length = tf.util.sizeFromShape(shape);
  const values = Float32Array.from(
    { length },
    (_, i) => Math.sin(i * 1.7 + Math.cos(i * 0.31) * 3 + length + phase),
  );
  return tf.tensor(values, shape);
}

async function errorOf(
  actual: tf.Tensor,
  expected: tf.Tensor,
): Promise<number> {
  return relativeError(await actual.data(), await expected.data());
}
