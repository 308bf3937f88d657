import * as tf from "@tensorflow/tfjs";
import { degrade, type Sampling } from "../../src/engine/ops/mod.ts";
import { normalised } from "../../src/mlmc/kernel.ts";
import { Random } from "../../src/mlmc/random.ts";
import { DataStep } from "../../src/usrnet/data_step.ts";
import { assertWithin } from "../close.ts";
import { engineTest } from "../engine.ts";

/** Height and width of the low-resolution picture, side of the kernel, scale factor, phase. */
const CASES = [
  [1, 1, 1, 2, 0],
  [6, 4, 5, 2, 0],
  [7, 11, 7, 2, 1],
  [5, 13, 11, 3, 1],
  [8, 8, 9, 4, 0],
  [3, 4, 15, 4, 1],
  [8, 4, 21, 8, 3],
];

for (const [height, width, size, scale, phase] of CASES) {
  for (const alpha of [1e-3, 0.3]) {
    engineTest(
      `DataStep finds the least of its sum: ${height}×${width}, kernel ${size}, scale ${scale}, α ${alpha}`,
      async () => {
        const random = new Random(3);
        const data = random.uniforms(height * width * 3, 0, 1);
        const kernel = normalised(size, random.uniforms(size * size, 0, 1));
        const x = random.uniforms(data.length * scale * scale, 0, 1);
        const degradation = { height, width, data, kernel, scale, phase };
        const step = await DataStep.prepare(degradation);
        const z = x.slice();
        step.apply(z, alpha);
        step.dispose();
        const slope = steepest(degradation, { x, z, alpha });
        assertWithin(slope, 1e-5, "slope of the sum");
      },
    );
  }
}

type Degradation = Parameters<typeof DataStep.prepare>[0];

/** The largest derivative of ½|(z ⋆ k)↓ - y|² + ½α|z - x|² by z. */
function steepest(
  { height, width, data, kernel, scale, phase }: Degradation,
  { x, z, alpha }: { x: Float32Array; z: Float32Array; alpha: number },
): number {
  const large: [number, number, number, number] = [
    1,
    height * scale,
    width * scale,
    3,
  ];
  const grid: Sampling = { scale, phase, boundary: "circular" };
  return tf.tidy(() => {
    const y = tf.tensor4d(data, [1, height, width, 3]);
    const k = tf.tensor2d(kernel.data, [kernel.size, kernel.size]);
    const near = tf.tensor4d(x, large);
    const sum = (z: tf.Tensor) => {
      const misfit = degrade(z as tf.Tensor4D, k, grid).sub(y).square().sum();
      return misfit.add(z.sub(near).square().sum().mul(alpha)).div(2);
    };
    const slope = tf.grad(sum)(tf.tensor4d(z, large));
    return slope.abs().max().dataSync()[0];
  });
}
