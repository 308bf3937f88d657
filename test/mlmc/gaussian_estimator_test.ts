import * as tf from "@tensorflow/tfjs";
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { degrade, ssim } from "../../src/engine/ops/mod.ts";
import {
  kernelCentre,
  kernelSize,
  sampling,
} from "../../src/mlmc/alignment.ts";
import { detailOf, type Moments } from "../../src/mlmc/detail.ts";
import { GaussianEstimator } from "../../src/mlmc/gaussian_estimator.ts";
import { gaussianKernel } from "../../src/mlmc/gaussian_kernel.ts";
import { type Kernel, kernelMoments } from "../../src/mlmc/kernel.ts";
import { Random } from "../../src/mlmc/random.ts";
import { enginesTest, engineTest } from "../engine.ts";

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
    centre: kernelCentre(SCALE, "aligned"),
    scale: SCALE,
    variance: 2,
    detail: await detailOf(y, 0),
  });
  const similarity = (kernel: tf.Tensor) =>
    tf.sub(1, ssim(degrade(x, kernel as tf.Tensor2D, grid), y));
  for (let i = 0; i < steps; i++) {
    const gradient = tf.grad(similarity)(estimator.kernel);
    const state = { x, y, grid, gradient, isFirst: i === 0 };
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

/** An estimator of a picture with that detail. */
function estimatorOf(moments: Moments): GaussianEstimator {
  return new GaussianEstimator({
    centre: kernelCentre(SCALE, "aligned"),
    scale: SCALE,
    variance: 2,
    detail: { squared: 1, structural: 1, moments },
  });
}

enginesTest(
  "GaussianEstimator makes its kernel wider where the picture tells nothing of it",
  async () => {
    const size = kernelSize(SCALE);
    const grid = sampling(SCALE, "aligned");
    const x = tf.zeros([1, SIDE, SIDE, 3]) as tf.Tensor4D;
    const y = tf.tidy(() => degrade(x, tf.zeros([size, size]), grid));
    const gradient = tf.zeros([size, size]);
    const estimator = estimatorOf({ xx: 0.5, xy: 0, yy: 0.5 });
    const widths = async () => {
      const data = await estimator.kernel.data<"float32">();
      return kernelMoments({ size, data: data.slice() });
    };
    const before = await widths();
    for (let i = 0; i < 10; i++) {
      estimator.learn({ x, y, grid, gradient, isFirst: i === 0 });
    }
    const after = await widths();
    assert(after.major > 1.1 * before.major);
    assert(after.minor > 1.1 * before.minor);
    estimator.dispose();
    tf.dispose([x, y, gradient]);
  },
);

engineTest("GaussianEstimator learns while the picture takes shape", () => {
  const estimator = estimatorOf({ xx: 0.5, xy: 0, yy: 0.5 });
  const learns = [0, 0.05, 0.06, 0.49, 0.5, 0.99]
    .map((share) => estimator.learnsFrom(share, true));
  assertEquals(learns, [false, false, true, true, false, false]);
  assert(!estimator.learnsFrom(0.2, false));
  estimator.dispose();
  return Promise.resolve();
});
