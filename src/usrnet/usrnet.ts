import * as tf from "@tensorflow/tfjs";
import { pace } from "../engine/pace.ts";
import { DataStep, type Degradation } from "./data_step.ts";
import { Network, SIDE_UNIT } from "./network.ts";
import type { UsrnetWeights } from "./weights.ts";

/** The state after an iteration. */
export interface UsrnetStep {
  /** Iterations done. */
  step: number;
  /** Iterations in all. */
  steps: number;
  /** The picture so far, RGB row by row; overwritten by the next iteration. */
  image: Float32Array;
}

/**
 * USRNet: restores the sharp picture, given the kernel, by data steps and a
 * learnt prior in turn (Zhang et al., "Deep Unfolding Network for Image
 * Super-Resolution", 2020). However it ends, it disposes all its tensors.
 *
 * @param degradation The low-resolution picture, which wraps around, the
 * kernel and the sampling.
 * @param sigma Standard deviation of the noise, 0..1.
 * @param weights The weights.
 * @returns A generator of the states after each iteration; the last one's
 * picture is the result, which may leave 0..1 a little.
 */
export async function* usrnet(
  degradation: Degradation,
  sigma: number,
  weights: UsrnetWeights,
): AsyncGenerator<UsrnetStep, void> {
  const { height, width, scale } = degradation;
  const size = { height: height * scale, width: width * scale };
  const network = new Network(weights);
  const dataStep = await DataStep.prepare(degradation);
  try {
    const strengths = await network.strengths(sigma, scale);
    const image = repeated(degradation);
    for (const [i, { alpha, beta }] of strengths.entries()) {
      dataStep.apply(image, alpha);
      await pace();
      await denoise(image, size, beta, network);
      yield { step: i + 1, steps: strengths.length, image };
      await pace();
    }
  } finally {
    dataStep.dispose();
    network.dispose();
  }
}

/** Each pixel of the low-resolution picture as a block. */
function repeated(
  { height, width, data, scale }: Degradation,
): Float32Array {
  const columns = width * scale;
  const image = new Float32Array(height * scale * columns * 3);
  for (let i = 0; i < image.length; i += 3) {
    const pixel = i / 3;
    const row = Math.floor(pixel / columns / scale);
    const from = 3 * (row * width + Math.floor((pixel % columns) / scale));
    image[i] = data[from];
    image[i + 1] = data[from + 1];
    image[i + 2] = data[from + 2];
  }
  return image;
}

/** The prior, in place. The map is made larger by its last row and column where need be. */
async function denoise(
  image: Float32Array,
  { height, width }: { height: number; width: number },
  beta: number,
  network: Network,
): Promise<void> {
  const rows = Math.ceil(height / SIDE_UNIT) * SIDE_UNIT;
  const columns = Math.ceil(width / SIDE_UNIT) * SIDE_UNIT;
  const map = new Float32Array(rows * columns * 4).fill(beta);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const from = Math.min(row, height - 1) * width +
        Math.min(column, width - 1);
      const to = 4 * (row * columns + column);
      for (let c = 0; c < 3; c++) map[to + c] = image[3 * from + c];
    }
  }
  const x = tf.tensor4d(map, [1, rows, columns, 4]);
  const y = network.denoise(x);
  x.dispose();
  const values = await y.data();
  y.dispose();
  for (let row = 0; row < height; row++) {
    const from = row * columns * 3;
    image.set(values.subarray(from, from + width * 3), row * width * 3);
  }
}
