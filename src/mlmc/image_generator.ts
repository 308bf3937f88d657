import * as tf from "@tensorflow/tfjs";
import { batchNorm, conv2d, joinSkip } from "../engine/ops/mod.ts";
import type { Preset } from "./presets.ts";
import type { Random } from "./random.ts";

/** Slope of every LeakyReLU. */
const SLOPE = 0.2;
/** The first scale with a non-local block. */
const FIRST_NON_LOCAL = 2;

type Layer = (x: tf.Tensor4D) => tf.Tensor4D;

/**
 * The image generator: a five-scale encoder–decoder with skips that draws the
 * sharp picture from fixed noise (deep image prior; paper, section III-B).
 */
export class ImageGenerator {
  /** Everything it learns, in the order in which the layers are made. */
  readonly variables: tf.Variable[] = [];
  #random: Random;
  #network: Layer;

  /**
   * Draws the initial parameters.
   *
   * @param preset Channels of each scale.
   * @param random Where they come from.
   */
  constructor({ channels, skips }: Preset, random: Random) {
    this.#random = random;
    const trunk = this.#scale(0, 3, channels, skips);
    const toPicture = this.#conv(channels[0], 3, 1);
    this.#network = (x) => tf.sigmoid(toPicture(trunk(x)));
  }

  /**
   * Draws the picture.
   *
   * @param noise `[1, H, W, 3]`.
   * @returns `[1, H, W, 3]`, values 0..1.
   */
  forward(noise: tf.Tensor4D): tf.Tensor4D {
    return tf.tidy(() => this.#network(noise));
  }

  /** Frees the parameters. */
  dispose(): void {
    tf.dispose(this.variables);
  }

  /** Scale `i` and all below it. */
  #scale(
    i: number,
    inputs: number,
    channels: readonly number[],
    skips: readonly number[],
  ): Layer {
    const c = channels[i];
    const skip = this.#block(inputs, skips[i], 1);
    const down = this.#block(inputs, c, 3, 2);
    const nonLocal = i >= FIRST_NON_LOCAL ? this.#nonLocal(c) : identity;
    const deepen = this.#block(c, c, 3);
    const isLast = i === channels.length - 1;
    const below = isLast ? identity : this.#scale(i + 1, c, channels, skips);
    const joined = skips[i] + (isLast ? c : channels[i + 1]);
    const normalise = this.#batchNorm(joined);
    const merge = this.#block(joined, c, 3);
    const mix = this.#block(c, c, 1);
    return (x) => {
      const deep = below(deepen(nonLocal(down(x))));
      return mix(merge(normalise(joinSkip(skip(x), deep))));
    };
  }

  /** Convolution, batch normalisation, LeakyReLU. */
  #block(inputs: number, outputs: number, size: 1 | 3, stride?: 2): Layer {
    const conv = this.#conv(inputs, outputs, size, stride);
    const norm = this.#batchNorm(outputs, 1, SLOPE);
    return (x) => norm(conv(x));
  }

  /** x + BN(conv(f·g)) with f = θ·φ / N, φ and g pooled; it starts as x. */
  #nonLocal(c: number): Layer {
    const inner = c >> 1;
    const g = this.#conv(c, inner, 1);
    const back = this.#conv(inner, c, 1);
    const norm = this.#batchNorm(c, 0);
    const theta = this.#conv(c, inner, 1);
    const phi = this.#conv(c, inner, 1);
    const rows = (x: tf.Tensor4D) => x.reshape([-1, inner]) as tf.Tensor2D;
    const pooled = (x: tf.Tensor4D) => rows(pool(x));
    return (x) => {
      const [, h, w] = x.shape;
      const keys = pooled(phi(x));
      // θ·(φᵀ·g) for (θ·φᵀ)·g: nothing is as large as all pairs of positions.
      const summary = tf.matMul(keys, pooled(g(x)), true)
        .div(keys.shape[0]) as tf.Tensor2D;
      const gathered = tf.matMul(rows(theta(x)), summary)
        .reshape([1, h, w, inner]) as tf.Tensor4D;
      return x.add(norm(back(gathered)));
    };
  }

  #conv(
    inputs: number,
    outputs: number,
    size: 1 | 3,
    stride: 1 | 2 = 1,
  ): Layer {
    const bound = 1 / Math.sqrt(size * size * inputs);
    const filter = this.#uniform([size, size, inputs, outputs], bound);
    const bias = this.#uniform([outputs], bound);
    return (x) => conv2d(x, filter as tf.Tensor4D, bias as tf.Tensor1D, stride);
  }

  #batchNorm(c: number, start = 1, slope = 1): Layer {
    const gamma = this.#variable(tf.fill([c], start));
    const beta = this.#variable(tf.zeros([c]));
    return (x) =>
      batchNorm(x, gamma as tf.Tensor1D, beta as tf.Tensor1D, slope);
  }

  #uniform(shape: number[], bound: number): tf.Variable {
    const length = tf.util.sizeFromShape(shape);
    const values = this.#random.uniforms(length, -bound, bound);
    return this.#variable(tf.tensor(values, shape));
  }

  #variable(initial: tf.Tensor): tf.Variable {
    const variable = tf.variable(initial);
    initial.dispose();
    this.variables.push(variable);
    return variable;
  }
}

/** Max-pooling 2×2; a map of a single row or column stays as it is. */
function pool(x: tf.Tensor4D): tf.Tensor4D {
  const [, h, w] = x.shape;
  return h < 2 || w < 2 ? x : tf.maxPool(x, 2, 2, "valid");
}

function identity(x: tf.Tensor4D): tf.Tensor4D {
  return x;
}
