import * as tf from "@tensorflow/tfjs";
import {
  batchNorm,
  type Conv,
  conv2d,
  joinNormConv2d,
  type Norm,
  normConv2d,
} from "../engine/ops/mod.ts";
import type { Widths } from "./presets.ts";
import type { Random } from "./random.ts";

/** Slope of every LeakyReLU. */
const SLOPE = 0.2;
/** The first scale with a non-local block. */
const FIRST_NON_LOCAL = 2;

type Layer = (x: tf.Tensor4D) => tf.Tensor4D;

/** The parameters of a convolution and of the normalisation and LeakyReLU behind it. */
interface Block {
  conv: Conv;
  norm: Norm;
}

/**
 * A map whose normalisation is still to come. A convolution takes it over, so
 * that the normalised map need not be kept.
 */
interface Unnormalised {
  map: tf.Tensor4D;
  norm: Norm;
}

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
   * @param widths Channels of each scale.
   * @param random Where they come from.
   */
  constructor({ channels, skips }: Widths, random: Random) {
    this.#random = random;
    const trunk = this.#scale(0, 3, channels, skips);
    const toPicture = this.#conv(channels[0], 3, 1);
    this.#network = (x) => {
      const { map, norm } = trunk(x);
      return tf.sigmoid(normConv2d(map, norm, toPicture));
    };
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
  ): (x: tf.Tensor4D) => Unnormalised {
    const c = channels[i];
    const skip = this.#block(inputs, skips[i], 1);
    const down = this.#block(inputs, c, 3, 2);
    const nonLocal = i >= FIRST_NON_LOCAL ? this.#nonLocal(c) : undefined;
    const deepen = this.#block(c, c, 3);
    const isLast = i === channels.length - 1;
    const below = isLast ? undefined : this.#scale(i + 1, c, channels, skips);
    const joined = skips[i] + (isLast ? c : channels[i + 1]);
    const joinNorm = this.#norm(joined);
    const merge = this.#block(joined, c, 3);
    const mix = this.#block(c, c, 1);
    return (x) => {
      const halved = convolved(x, down);
      const deep = nonLocal
        ? convolved(nonLocal(normalised(halved)), deepen)
        : convolved(halved, deepen);
      const lower = below ? below(normalised(deep)) : deep;
      const branches = [convolved(x, skip), lower].map(normalised);
      const map = joinNormConv2d(
        branches[0],
        branches[1],
        joinNorm,
        merge.conv,
      );
      return convolved({ map, norm: merge.norm }, mix);
    };
  }

  /** Convolution, batch normalisation, LeakyReLU. */
  #block(inputs: number, outputs: number, size: 1 | 3, stride?: 2): Block {
    const conv = this.#conv(inputs, outputs, size, stride);
    return { conv, norm: this.#norm(outputs, 1, SLOPE) };
  }

  /** x + BN(conv(f·g)) with f = θ·φ / N, φ and g pooled; it starts as x. */
  #nonLocal(c: number): Layer {
    const inner = c >> 1;
    const g = this.#conv(c, inner, 1);
    const back = this.#conv(inner, c, 1);
    const norm = this.#norm(c, 0);
    const theta = this.#conv(c, inner, 1);
    const phi = this.#conv(c, inner, 1);
    const rows = (x: tf.Tensor4D) => x.reshape([-1, inner]) as tf.Tensor2D;
    const pooled = (x: tf.Tensor4D) => rows(pool(x));
    return (x) => {
      const [, h, w] = x.shape;
      const keys = pooled(convolution(x, phi));
      // θ·(φᵀ·g) for (θ·φᵀ)·g: nothing is as large as all pairs of positions.
      const summary = tf.matMul(keys, pooled(convolution(x, g)), true)
        .div(keys.shape[0]) as tf.Tensor2D;
      const gathered = tf.matMul(rows(convolution(x, theta)), summary)
        .reshape([1, h, w, inner]) as tf.Tensor4D;
      return x.add(normalised({ map: convolution(gathered, back), norm }));
    };
  }

  #conv(
    inputs: number,
    outputs: number,
    size: 1 | 3,
    stride: 1 | 2 = 1,
  ): Conv {
    const bound = 1 / Math.sqrt(size * size * inputs);
    const filter: tf.Tensor = this.#uniform(
      [size, size, inputs, outputs],
      bound,
    );
    const bias: tf.Tensor = this.#uniform([outputs], bound);
    return { filter: filter as tf.Tensor4D, bias: bias as tf.Tensor1D, stride };
  }

  #norm(c: number, start = 1, slope = 1): Norm {
    const gamma: tf.Tensor = this.#variable(tf.fill([c], start));
    const beta: tf.Tensor = this.#variable(tf.zeros([c]));
    return { gamma: gamma as tf.Tensor1D, beta: beta as tf.Tensor1D, slope };
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

function convolution(
  x: tf.Tensor4D,
  { filter, bias, stride }: Conv,
): tf.Tensor4D {
  return conv2d(x, filter, bias, stride);
}

/** The first half of a block. */
function convolved(
  x: tf.Tensor4D | Unnormalised,
  { conv, norm }: Block,
): Unnormalised {
  const map = x instanceof tf.Tensor
    ? convolution(x, conv)
    : normConv2d(x.map, x.norm, conv);
  return { map, norm };
}

/** The second half of a block. */
function normalised({ map, norm }: Unnormalised): tf.Tensor4D {
  return batchNorm(map, norm.gamma, norm.beta, norm.slope);
}
