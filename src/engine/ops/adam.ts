import * as tf from "@tensorflow/tfjs";
import { hasKernel } from "./run_op.ts";

/**
 * Name of the kernel: inputs `parameter0…`, `grad0…` and, for all parameters one
 * after the other, `mean` and `square`; attributes {@linkcode AdamRates} and
 * `count`. It writes into all but the gradients and has no output.
 */
export const ADAM_STEP = "AdamStep";

const BETA1 = 0.9;
const BETA2 = 0.999;

/** What one step multiplies with. */
export interface AdamRates {
  /** Decay of the running mean of the gradient. */
  beta1: number;
  /** Decay of the running mean of its square. */
  beta2: number;
  /** Learning rate over the bias correction of the mean. */
  rate: number;
  /** 1 / √(bias correction of the square). */
  squareScale: number;
  /** Added to the root of the square. */
  epsilon: number;
}

/**
 * Adam (Kingma and Ba) over a list of variables, updated in place: betas 0.9
 * and 0.999, epsilon 1e-8 outside the root.
 */
export class Adam {
  #variables: readonly tf.Variable[];
  /** Running means of all gradients, one after the other. */
  #mean: tf.Variable;
  /** Running means of their squares. */
  #square: tf.Variable;
  #learningRate: number;
  #steps = 0;

  /**
   * Starts with both running means at zero.
   *
   * @param variables What is optimised.
   * @param learningRate The step length.
   */
  constructor(variables: readonly tf.Variable[], learningRate: number) {
    const length = variables.reduce((sum, { size }) => sum + size, 0);
    const zeros = () => tf.tidy(() => tf.variable(tf.zeros([length]), false));
    this.#variables = variables;
    this.#mean = zeros();
    this.#square = zeros();
    this.#learningRate = learningRate;
  }

  /**
   * Takes one step against the gradients.
   *
   * @param grads One gradient for each variable, in the same order; the caller
   * keeps them.
   */
  step(grads: readonly tf.Tensor[]): void {
    this.#steps++;
    const rates: AdamRates = {
      beta1: BETA1,
      beta2: BETA2,
      rate: this.#learningRate / (1 - BETA1 ** this.#steps),
      squareScale: 1 / Math.sqrt(1 - BETA2 ** this.#steps),
      epsilon: 1e-8,
    };
    if (hasKernel(ADAM_STEP)) this.#stepFused(grads, rates);
    else tf.tidy(() => this.#stepPlain(grads, rates));
  }

  /** Frees the running means; the variables stay. */
  dispose(): void {
    tf.dispose([this.#mean, this.#square]);
  }

  #stepFused(grads: readonly tf.Tensor[], rates: AdamRates): void {
    const inputs: tf.NamedTensorMap = {
      mean: this.#mean,
      square: this.#square,
    };
    this.#variables.forEach((variable, i) => {
      inputs[`parameter${i}`] = variable;
      inputs[`grad${i}`] = grads[i];
    });
    const count = this.#variables.length;
    tf.engine().runKernel(ADAM_STEP, inputs, { ...rates, count });
  }

  #stepPlain(grads: readonly tf.Tensor[], rates: AdamRates): void {
    const { beta1, beta2, rate, squareScale, epsilon } = rates;
    const mean = this.#mean;
    const square = this.#square;
    const grad = tf.concat(grads.map((one) => one.flatten()));
    mean.assign(mean.mul(beta1).add(grad.mul(1 - beta1)));
    square.assign(square.mul(beta2).add(grad.square().mul(1 - beta2)));
    const root = square.sqrt().mul(squareScale).add(epsilon);
    const steps = mean.div(root).mul(rate);
    let first = 0;
    for (const variable of this.#variables) {
      const step = steps.slice([first], [variable.size]);
      variable.assign(variable.sub(step.reshape(variable.shape)));
      first += variable.size;
    }
  }
}
