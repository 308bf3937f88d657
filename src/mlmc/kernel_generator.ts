import * as tf from "@tensorflow/tfjs";
import { centredSoftmax } from "../engine/ops/mod.ts";
import type { Random } from "./random.ts";

/** Length of the fixed code. */
const CODE = 200;
/** Width of the hidden layer. */
const HIDDEN = 1000;

/**
 * The kernel generator: a shallow network that draws the blur kernel from a
 * fixed code (paper, section III-C). Its softmax keeps the weights positive
 * and their sum 1.
 */
export class KernelGenerator {
  /** Everything it learns: weights and biases of both layers. */
  readonly variables: tf.Variable[];
  /** The fixed code, `[1, 200]`. */
  readonly code: tf.Tensor2D;
  #size: number;
  #centre: number | undefined;

  /**
   * Draws the code and the initial parameters.
   *
   * @param size Side of the kernel in pixels.
   * @param random Where they come from.
   * @param centre Where the kernel's centre of mass is held, in pixels of its
   * window; left out, it is free.
   */
  constructor(size: number, random: Random, centre?: number) {
    this.#size = size;
    this.#centre = centre;
    this.code = tf.tensor2d(random.uniforms(CODE, 0, 0.1), [1, CODE]);
    this.variables = [
      ...linear(CODE, HIDDEN, random),
      ...linear(HIDDEN, size * size, random),
    ];
  }

  /**
   * Draws the kernel.
   *
   * @returns `[n, n]`, positive, sum 1.
   */
  forward(): tf.Tensor2D {
    return tf.tidy(() => {
      const [weight1, bias1, weight2, bias2] = this.variables;
      const hidden = tf.relu6(tf.matMul(this.code, weight1).add(bias1));
      const scores = tf.matMul(hidden as tf.Tensor2D, weight2 as tf.Tensor2D)
        .add(bias2) as tf.Tensor2D;
      const weights = this.#centre === undefined
        ? tf.softmax(scores)
        : centredSoftmax(scores, this.#size, this.#centre);
      return weights.reshape([this.#size, this.#size]);
    });
  }

  /** Frees the code and the parameters. */
  dispose(): void {
    tf.dispose([this.code, ...this.variables]);
  }
}

/** Weights `[inputs, outputs]` and biases of a linear layer. */
function linear(
  inputs: number,
  outputs: number,
  random: Random,
): [tf.Variable, tf.Variable] {
  const bound = 1 / Math.sqrt(inputs);
  const draw = (shape: number[]) =>
    tf.tidy(() =>
      tf.variable(
        tf.tensor(
          random.uniforms(tf.util.sizeFromShape(shape), -bound, bound),
          shape,
        ),
      )
    );
  return [draw([inputs, outputs]), draw([outputs])];
}
