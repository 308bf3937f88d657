import * as tf from "@tensorflow/tfjs";
import { assert, assertEquals } from "@std/assert";
import { ImageGenerator } from "../../src/mlmc/image_generator.ts";
import { PRESETS } from "../../src/mlmc/presets.ts";
import { Random } from "../../src/mlmc/random.ts";
import { engineTest } from "../engine.ts";

engineTest("ImageGenerator has the paper's 2.4 million parameters", () => {
  const generator = new ImageGenerator(PRESETS.paper, new Random(0));
  const count = generator.variables.reduce((sum, v) => sum + v.size, 0);
  generator.dispose();
  assert(Math.abs(count / 2.4e6 - 1) < 0.05, `${count}`);
});

// From 32 pixels down the deepest maps are a single pixel, and nothing is left to pool.
for (const [height, width] of [[2, 2], [5, 33], [16, 16], [31, 64]]) {
  engineTest(`ImageGenerator draws ${width}×${height} pixels`, () => {
    const generator = new ImageGenerator(PRESETS.fast, new Random(0));
    tf.tidy(() => {
      const noise = tf.randomUniform<tf.Rank.R4>(
        [1, height, width, 3],
        0,
        0.1,
        "float32",
        1,
      );
      const { value, grads } = tf.variableGrads(
        () => generator.forward(noise).square().mean() as tf.Scalar,
        generator.variables,
      );
      assertEquals(generator.forward(noise).shape, [1, height, width, 3]);
      for (const tensor of [value, ...Object.values(grads)]) {
        assert(tensor.dataSync().every(Number.isFinite));
      }
    });
    generator.dispose();
  });
}
