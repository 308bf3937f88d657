/**
 * Runs a thousand steps on a small picture and prints, as JSON, what is held
 * after each fifteenth. A program of its own, since a test runner holds on to
 * what its tests leave to the garbage collector:
 *
 *     deno run -A --v8-flags=--expose-gc test/engine/thousand_steps.ts webgpu
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { type EngineName, openEngine } from "../../src/engine/mod.ts";
import { kernelSize, sampling } from "../../src/mlmc/alignment.ts";
import { ImageGenerator } from "../../src/mlmc/image_generator.ts";
import { NetworkEstimator } from "../../src/mlmc/network_estimator.ts";
import { KernelGenerator } from "../../src/mlmc/kernel_generator.ts";
import { drawKernel } from "../../src/mlmc/kernel_prior.ts";
import { PRESETS } from "../../src/mlmc/presets.ts";
import { Random } from "../../src/mlmc/random.ts";
import { solveFrom } from "../../src/mlmc/solve.ts";
import { smoothPicture } from "../pictures.ts";

/** What is held at one time. */
export interface Held {
  /** Tensors. */
  tensors: number;
  /** The most bytes that the engine has held so far. */
  engine: number;
  /** Bytes of the process. */
  process: number;
}

/** Steps between two looks: the state repeats itself from outer iteration to outer iteration. */
const EVERY = 15;

async function thousandSteps(name: EngineName): Promise<Held[]> {
  const engine = await openEngine(name);
  const random = new Random(0);
  const y = tf.tensor4d(smoothPicture(4, 4).data, [1, 4, 4, 3]);
  const widths = { channels: [4, 4, 4], skips: [4, 4, 4] };
  const start = {
    noise: tf.tensor4d(random.uniforms(8 * 8 * 3, 0, 0.1), [1, 8, 8, 3]),
    imageGenerator: new ImageGenerator(widths, random),
    kernel: new NetworkEstimator(
      new KernelGenerator(kernelSize(2), random),
      () => drawKernel(random, "gaussian", 2, "aligned"),
    ),
  };
  const schedule = { ...PRESETS.paper, warmUpSteps: 2, iterations: 200 };
  const held: Held[] = [];
  for await (
    const { stage, step } of solveFrom(
      y,
      start,
      sampling(2, "aligned"),
      schedule,
    )
  ) {
    if (stage === "warm-up" || step % EVERY !== 0) continue;
    collectGarbage();
    held.push({
      tensors: tf.memory().numTensors,
      engine: engine.peakBytes(),
      process: Deno.memoryUsage().rss,
    });
  }
  start.kernel.dispose();
  y.dispose();
  await engine.close();
  return held;
}

function collectGarbage(): void {
  const { gc } = globalThis as { gc?: () => void };
  if (!gc) throw new Error("run with --v8-flags=--expose-gc");
  gc();
}

if (import.meta.main) {
  const held = await thousandSteps(Deno.args[0] as EngineName);
  console.log(JSON.stringify(held));
}
