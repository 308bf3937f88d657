import * as tf from "@tensorflow/tfjs";
import { Adam } from "../../src/engine/ops/mod.ts";
import { Random } from "../../src/mlmc/random.ts";
import { assertWithin, relativeError } from "../close.ts";
import { enginesTest } from "../engine.ts";

const RATE = 5e-3;
const STEPS = 3;
const LENGTHS = [1, 3, 64, 129, 4097];

/** Gradients of very different size: the root of the square evens them out. */
function gradient(length: number, random: Random): Float32Array {
  return random.uniforms(length, -1, 1).map((v) => v * 10 ** (6 * v - 3));
}

/** Adam in double precision (Kingma and Ba, algorithm 1). */
function adam(start: Float32Array, gradients: Float32Array[]): number[] {
  return Array.from(start, (parameter, i) => {
    let [mean, square] = [0, 0];
    gradients.forEach((g, step) => {
      mean = 0.9 * mean + 0.1 * g[i];
      square = 0.999 * square + 0.001 * g[i] ** 2;
      const unbiasedMean = mean / (1 - 0.9 ** (step + 1));
      const root = Math.sqrt(square / (1 - 0.999 ** (step + 1)));
      parameter -= RATE * unbiasedMean / (root + 1e-8);
    });
    return parameter;
  });
}

enginesTest("Adam takes the steps of its definition", async () => {
  const random = new Random(0);
  const starts = LENGTHS.map((n) => random.uniforms(n, -0.1, 0.1));
  const gradients = LENGTHS.map((n) =>
    Array.from({ length: STEPS }, () => gradient(n, random))
  );
  const variables = tf.tidy(() =>
    starts.map((values) => tf.variable(tf.tensor1d(values)))
  );
  const optimiser = new Adam(variables, RATE);
  for (let step = 0; step < STEPS; step++) {
    tf.tidy(() => optimiser.step(gradients.map((g) => tf.tensor1d(g[step]))));
  }
  for (const [i, variable] of variables.entries()) {
    const expected = adam(starts[i], gradients[i]);
    const error = relativeError(await variable.data(), expected);
    // Kernels hold 1 - beta in single precision.
    assertWithin(error, 1e-5, `${LENGTHS[i]} parameters`);
  }
  optimiser.dispose();
  tf.dispose(variables);
});
