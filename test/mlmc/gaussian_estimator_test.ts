import * as tf from "@tensorflow/tfjs";
import { assert, assertAlmostEquals } from "@std/assert";
import { degrade, ssim } from "../../src/engine/ops/mod.ts";
import {
  kernelCentre,
  kernelSize,
  sampling,
} from "../../src/mlmc/alignment.ts";
import { detailOf } from "../../src/mlmc/detail.ts";
import { GaussianEstimator } from "../../src/mlmc/gaussian_estimator.ts";
import { gaussianKernel } from "../../src/mlmc/gaussian_kernel.ts";
import { type Kernel, kernelMoments } from "../../src/mlmc/kernel.ts";
import { Random } from "../../src/mlmc/random.ts";
import { enginesTest } from "../engine.ts";

const SCALE = 2;
const SIDE = 32;

/** A picture with detail everywhere. */
function sharp(): tf.Tensor4D {
  const values = new Random(3).uniforms(3 * SIDE * SIDE, 0, 1);
  return tf.tensor4d(values, [1, SIDE, SIDE, 3]);
}

/** What is found on the true picture in some steps. */
async function found(truth: Kernel, steps: number): Promise<Kernel> {
  const grid = sampling(SCALE, "aligned");
  const size = kernelSize(SCALE);
  const x = sharp();
  const k = tf.tensor2d(truth.data, [size, size]);
  const y = degrade(x, k, grid);
  const estimator = new GaussianEstimator({
    size,
    centre: kernelCentre(SCALE, "aligned"),
    variance: 2,
    detail: await detailOf(y, 0),
  });
  const similarity = (kernel: tf.Tensor) =>
    tf.sub(1, ssim(degrade(x, kernel as tf.Tensor2D, grid), y));
  for (let i = 0; i < steps; i++) {
    const gradient = tf.grad(similarity)(estimator.kernel);
    const state = { x, y, grid, gradient, isFirst: i === 0, isSsim: true };
    estimator.learn(state);
    gradient.dispose();
  }
  const data = await estimator.kernel.data<"float32">();
  const kernel = { size, data: data.slice() };
  estimator.dispose();
  tf.dispose([x, k, y]);
  return kernel;
}

enginesTest(
  "GaussianEstimator finds the widths and the angle of a blur on the true picture",
  async () => {
    const gaussian = { lambda1: 3, lambda2: 1, theta: 0.6 };
    const truth = gaussianKernel(gaussian, SCALE, "aligned");
    const [is, should] = [await found(truth, 120), truth].map(kernelMoments);
    assertAlmostEquals(is.major, should.major, 0.25);
    assertAlmostEquals(is.minor, should.minor, 0.25);
    assertAlmostEquals(is.angle, should.angle, 10);
    assertAlmostEquals(is.row, should.row, 1e-3);
    assertAlmostEquals(is.column, should.column, 1e-3);
  },
);

enginesTest(
  "GaussianEstimator keeps its kernel where the data term is no SSIM",
  async () => {
    const size = kernelSize(SCALE);
    const estimator = new GaussianEstimator({
      size,
      centre: kernelCentre(SCALE, "aligned"),
      variance: 2,
      detail: { squared: 1, structural: 1 },
    });
    const before = await estimator.kernel.data();
    const x = sharp();
    const y = tf.tidy(() =>
      degrade(x, tf.ones([1, 1]), sampling(SCALE, "aligned"))
    );
    const gradient = tf.ones([size, size]);
    estimator.learn({
      x,
      y,
      grid: sampling(SCALE, "aligned"),
      gradient,
      isFirst: true,
      isSsim: false,
    });
    const after = await estimator.kernel.data();
    assert(after.every((weight, i) => weight === before[i]));
    estimator.dispose();
    tf.dispose([x, y, gradient]);
  },
);
