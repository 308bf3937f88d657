import * as tf from "@tensorflow/tfjs";
import { assert } from "@std/assert";
import { degrade } from "../../src/engine/ops/mod.ts";
import { sampling } from "../../src/mlmc/alignment.ts";
import { dataStep } from "../../src/mlmc/data_step.ts";
import { drawKernel } from "../../src/mlmc/kernel_prior.ts";
import { Random } from "../../src/mlmc/random.ts";
import { DataStep } from "../../src/usrnet/data_step.ts";
import { assertWithin } from "../close.ts";
import { enginesTest } from "../engine.ts";

const [HEIGHT, WIDTH] = [13, 10];

/** Values around a half, so that nothing is cut off. */
function around(random: Random, height: number, width: number): tf.Tensor4D {
  const values = random.uniforms(3 * height * width, 0.4, 0.6);
  return tf.tensor4d(values, [1, height, width, 3]);
}

for (const scale of [2, 3] as const) {
  enginesTest(
    `dataStep() by ${scale} is the closed form where the picture wraps around`,
    async () => {
      const random = new Random(1);
      const x = around(random, HEIGHT * scale, WIDTH * scale);
      const y = around(random, HEIGHT, WIDTH);
      const kernel = drawKernel(random, "gaussian", scale, "benchmark");
      const k = tf.tensor2d(kernel.data, [kernel.size, kernel.size]);
      const noise = 0.01;
      const z = await dataStep(x, k, y, sampling(scale, "benchmark"), noise);
      const expected = (await x.data<"float32">()).slice();
      const closed = await DataStep.prepare({
        height: HEIGHT,
        width: WIDTH,
        data: await y.data<"float32">(),
        kernel,
        scale,
        phase: 0,
      });
      closed.apply(expected, 3e-3 + noise ** 2 / 1e-3);
      closed.dispose();
      const actual = await z.data<"float32">();
      const most = actual.reduce(
        (most, value, i) => Math.max(most, Math.abs(value - expected[i])),
        0,
      );
      tf.dispose([x, y, k, z]);
      assertWithin(most, 2e-4, "picture");
    },
  );
}

enginesTest(
  "dataStep() brings a photo nearer to its input, the less the noisier that is",
  async () => {
    const grid = sampling(2, "aligned");
    const random = new Random(2);
    const x = around(random, 2 * HEIGHT, 2 * WIDTH);
    const { size, data } = drawKernel(random, "gaussian", 2, "aligned");
    const k = tf.tensor2d(data, [size, size]);
    const y = tf.tidy(() =>
      degrade(around(random, 2 * HEIGHT, 2 * WIDTH), k, grid)
    );
    const misfits: number[] = [];
    for (const noise of [0, 0.02, 1]) {
      const z = await dataStep(x, k, y, grid, noise);
      const error = tf.tidy(() => degrade(z, k, grid).sub(y).square().mean());
      misfits.push((await error.data())[0]);
      tf.dispose([z, error]);
    }
    tf.dispose([x, y, k]);
    assert(misfits[0] < misfits[1] / 4, `${misfits}`);
    assert(misfits[1] < misfits[2] / 1.5, `${misfits}`);
  },
);
