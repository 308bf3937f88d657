import * as tf from "@tensorflow/tfjs";
import { LEVELS, type UsrnetWeights } from "./weights.ts";

/** Every side of a map that the prior gets is a multiple of this. */
export const SIDE_UNIT = 2 ** LEVELS;

/** How much a data step and the prior behind it count. */
export interface Strengths {
  /** Of the picture so far, beside the data. */
  alpha: number;
  /** Noise level that the prior takes off. */
  beta: number;
}

type Layer = (x: tf.Tensor4D) => tf.Tensor4D;

/**
 * The networks of USRNet: the prior, a U-net of residual blocks that cleans a
 * picture of a given noise level, and the hyper-parameters (Zhang et al. 2020,
 * section 4).
 */
export class Network {
  #weights: UsrnetWeights;
  #onEngine: tf.Tensor[] = [];
  #unet: Layer;

  /**
   * Puts the weights of the prior on the engine.
   *
   * @param weights The weights.
   */
  constructor(weights: UsrnetWeights) {
    this.#weights = weights;
    this.#unet = this.#makeUnet();
  }

  /** Frees the weights. */
  dispose(): void {
    tf.dispose(this.#onEngine);
  }

  /**
   * The prior.
   *
   * @param x `[1, H, W, 4]`, a picture and β in the fourth channel; the sides
   * are multiples of {@linkcode SIDE_UNIT}.
   * @returns `[1, H, W, 3]`.
   */
  denoise(x: tf.Tensor4D): tf.Tensor4D {
    return tf.tidy(() => this.#unet(x));
  }

  /**
   * The hyper-parameters.
   *
   * @param sigma Standard deviation of the noise, 0..1.
   * @param scale The scale factor.
   * @returns The strengths of each iteration.
   */
  async strengths(sigma: number, scale: number): Promise<Strengths[]> {
    const { iterations } = this.#weights;
    const output = tf.tidy(() => {
      let x: tf.Tensor2D = tf.tensor2d([[sigma, scale]]);
      for (const layer of [0, 2, 4]) {
        const [weight, bias] = ["weight", "bias"].map((part) =>
          this.#tensor(`h.mlp.${layer}.${part}`)
        );
        const y = tf.matMul(x, weight.reshape([-1, x.shape[1]]), false, true);
        x = (layer === 4 ? tf.softplus : tf.relu)(y.add(bias));
      }
      return x.add(1e-6);
    });
    const values = await output.data();
    output.dispose();
    return Array.from({ length: iterations }, (_, i) => ({
      alpha: values[i],
      beta: values[iterations + i],
    }));
  }

  #makeUnet(): Layer {
    const { blocks } = this.#weights;
    const head = this.#conv("p.m_head");
    const tail = this.#conv("p.m_tail");
    let inner = this.#blocks("p.m_body", 0);
    for (let level = LEVELS; level > 0; level--) {
      const [down, up] = [`p.m_down${level}`, `p.m_up${level}`];
      const below = withSkip(inner);
      const layers = [
        this.#blocks(down, 0),
        this.#conv(`${down}.${blocks}`, { stride: 2 }),
        below,
        this.#enlarging(`${up}.0`),
        this.#blocks(up, 1),
      ];
      inner = inTurn(layers);
    }
    return inTurn([head, withSkip(inner), tail]);
  }

  /** Residual blocks, from index `first` of a level on. */
  #blocks(name: string, first: number): Layer {
    const blocks = Array.from({ length: this.#weights.blocks }, (_, i) => {
      const block = `${name}.${first + i}.res`;
      return withSkip(inTurn([
        this.#conv(`${block}.0`, { activation: "relu" }),
        this.#conv(`${block}.2`),
      ]));
    });
    return inTurn(blocks);
  }

  /** A convolution; with stride 2 of 2×2 blocks, else zero padded. */
  #conv(
    name: string,
    { stride = 1, activation }: { stride?: 1 | 2; activation?: "relu" } = {},
  ): Layer {
    const filter = this.#filter(name, [2, 3, 1, 0]);
    const pad = stride === 1 ? "same" : "valid";
    return (x) =>
      tf.fused.conv2d({ x, filter, strides: stride, pad, activation });
  }

  /** A transposed convolution: each pixel becomes a block of 2×2. */
  #enlarging(name: string): Layer {
    const filter = this.#filter(name, [2, 3, 1, 0]);
    const outputs = filter.shape[2];
    return (x) => {
      const [, h, w] = x.shape;
      const shape: [number, number, number, number] = [
        1,
        2 * h,
        2 * w,
        outputs,
      ];
      return tf.conv2dTranspose(x, filter, shape, 2, "valid");
    };
  }

  #filter(name: string, order: number[]): tf.Tensor4D {
    const filter = tf.tidy(() =>
      this.#tensor(`${name}.weight`).transpose(order) as tf.Tensor4D
    );
    this.#onEngine.push(filter);
    return filter;
  }

  #tensor(name: string): tf.Tensor {
    const { data, shape } = this.#weights.tensors.get(name)!;
    return tf.tensor(data, shape);
  }
}

/** Layers one after another; what lies between them is freed. */
function inTurn(layers: Layer[]): Layer {
  return (x) =>
    layers.reduce((y, layer) => {
      const next = layer(y);
      if (y !== x) y.dispose();
      return next;
    }, x);
}

function withSkip(layer: Layer): Layer {
  return (x) => {
    const y = layer(x);
    const sum = tf.add(x, y) as tf.Tensor4D;
    y.dispose();
    return sum;
  };
}
