import * as tf from "@tensorflow/tfjs";
import { type EngineName, openEngine } from "../../src/engine/mod.ts";
import { type Comparison, selfTest } from "../../src/engine/self_test.ts";
import {
  kernelCentre,
  kernelSize,
  sampling,
} from "../../src/mlmc/alignment.ts";
import { ImageGenerator } from "../../src/mlmc/image_generator.ts";
import { NetworkEstimator } from "../../src/mlmc/network_estimator.ts";
import { KernelGenerator } from "../../src/mlmc/kernel_generator.ts";
import { drawKernel } from "../../src/mlmc/kernel_prior.ts";
import { Random } from "../../src/mlmc/random.ts";
import { solveFrom, type Start } from "../../src/mlmc/solve.ts";
import { smoothPicture } from "../pictures.ts";

/**
 * An image generator with all kinds of layers, of one width: each width needs
 * programs of its own, and a software adapter takes a second to compile one.
 */
const PRESET = { channels: [16, 16, 16], skips: [16, 16, 16] };
const SCALE = 2;
/**
 * A seed for which no value lies at the bend of a LeakyReLU, where rounding
 * sends it the other way and the engines part: to a thousandth in ten steps.
 */
const SEED = 2;
/** Steps of the warm-up, cut short, and two outer iterations of five image steps. */
const SCHEDULE = {
  warmUpSteps: 3,
  iterations: 2,
  imageRate: 5e-3,
  ssimIterations: 2,
};

/** What came of a run; goes through JSON. */
export interface Run {
  /** The engine that it ran on. */
  engine: string;
  /** What that computes on. */
  description: string;
  /** The data term after each step, the warm-up's first. */
  dataTerms: number[];
  /** The final picture's values. */
  image: number[];
  /** The final kernel's values. */
  kernel: number[];
  /** Tensors that were left over. */
  tensorsLeft: number;
}

/** Runs ten image steps on a small picture, the same in Deno and in a page. */
export async function runTenSteps(name: EngineName): Promise<Run> {
  const engine = await openEngine(name);
  const { description } = engine;
  try {
    const before = tf.memory().numTensors;
    const found = await solveSmall();
    const tensorsLeft = tf.memory().numTensors - before;
    return { engine: engine.name, description, ...found, tensorsLeft };
  } finally {
    await engine.close();
  }
}

/** Compares every own kernel of an engine with its definition. */
export async function testKernels(name: EngineName): Promise<Comparison[]> {
  const engine = await openEngine(name);
  try {
    return await Array.fromAsync(selfTest());
  } finally {
    await engine.close();
  }
}

async function solveSmall(): Promise<
  Pick<Run, "dataTerms" | "image" | "kernel">
> {
  const { width, height, data } = smoothPicture(12, 10);
  const y = tf.tensor4d(data, [1, height, width, 3]);
  const start = startOf(new Random(SEED), width * SCALE, height * SCALE);
  const steps = solveFrom(y, start, sampling(SCALE, "aligned"), SCHEDULE);
  const dataTerms: number[] = [];
  let next = await steps.next();
  while (!next.done) {
    dataTerms.push(await next.value.dataTerm());
    next = await steps.next();
  }
  y.dispose();
  start.kernel.dispose();
  const { image, kernel } = next.value;
  return { dataTerms, image: [...image], kernel: [...kernel.data] };
}

function startOf(
  random: Random,
  width: number,
  height: number,
): Start & { kernel: NetworkEstimator } {
  const noise = random.uniforms(width * height * 3, 0, 0.1);
  return {
    noise: tf.tensor4d(noise, [1, height, width, 3]),
    imageGenerator: new ImageGenerator(PRESET, random),
    kernel: new NetworkEstimator(
      new KernelGenerator(
        kernelSize(SCALE),
        random,
        kernelCentre(SCALE, "aligned"),
      ),
      () => drawKernel(random, "gaussian", SCALE, "aligned"),
    ),
  };
}
