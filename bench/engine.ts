/**
 * Speed of the CPU engine, beside PyTorch where it is installed:
 *
 *     deno task bench [--quick]
 *
 * GFLOP/s of each hot op, forward and backward, and the time of one whole image
 * step for both presets at 128, 252 and 512 pixels. The peer is
 * `peer_torch.py`, run by `/usr/bin/python3`, measured in turn with ours.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { parseArgs } from "@std/cli/parse-args";
import { openEngine } from "../src/engine/mod.ts";
import {
  CONV2D,
  CONV2D_FILTER_GRAD,
  CONV2D_INPUT_GRAD,
} from "../src/engine/ops/conv2d.ts";
import { BATCH_NORM, BATCH_NORM_GRAD } from "../src/engine/ops/batch_norm.ts";
import {
  JOIN_SKIP,
  JOIN_SKIP_DEEP_GRAD,
  JOIN_SKIP_SKIP_GRAD,
} from "../src/engine/ops/join_skip.ts";
import { DEGRADE, DEGRADE_IMAGE_GRAD } from "../src/engine/ops/degrade.ts";
import { solve } from "../src/mlmc/solve.ts";
import type { PresetName } from "../src/mlmc/presets.ts";

/** Side of the maps, and the bytes of one of 128 channels, in the ops bound by memory. */
const SIDE = 252;
const BYTES = SIDE * SIDE * 128 * 4;

const PYTHON = "/usr/bin/python3";
const PEER = new URL("./peer_torch.py", import.meta.url).pathname;

const { quick } = parseArgs(Deno.args, { boolean: ["quick"] });
const sizes = quick ? [128, 252] : [128, 252, 512];

const engine = await openEngine("cpu");
// The workers come up while nothing is measured.
await new Promise((resolve) => setTimeout(resolve, 500));
console.log(`${engine.description}\n`);
console.log("op                               forward   backward");
convolution("conv 3×3, 128→128, 128²", 128, 128, 128, 3, 1);
convolution("conv 3×3, 144→128, 252²", 252, 144, 128, 3, 1);
convolution("conv 1×1, 128→128, 252²", 252, 128, 128, 1, 1);
convolution("conv 3×3 stride 2, 128→128, 126²", 126, 128, 128, 3, 2);
product();
normalisation();
joining();
degradation();
await engine.close();

console.log(
  "\nimage step             ours        PyTorch     ratio   peak MiB",
);
for (const preset of ["fast", "paper"] as const) {
  for (const size of sizes) await step(preset, size);
}

/** Median seconds of some runs, after a warm-up. */
function medianSeconds(body: () => void, runs = 7): number {
  for (let i = 0; i < 3; i++) tf.tidy(body);
  const seconds = Array.from({ length: runs }, () => {
    const started = performance.now();
    tf.tidy(body);
    return (performance.now() - started) / 1000;
  });
  return seconds.sort((a, b) => a - b)[runs >> 1];
}

/** Prints a line: `work` in each direction, in units of 10^9 a second. */
function report(
  name: string,
  unit: string,
  forward: [number, () => void],
  backward: [number, () => void],
): void {
  const rates = [forward, backward].map(([work, body]) =>
    (work / medianSeconds(body) / 1e9).toFixed(1).padStart(8)
  );
  console.log(`${name.padEnd(32)} ${rates.join("   ")} ${unit}`);
}

function run(
  name: string,
  inputs: tf.NamedTensorMap,
  attrs: tf.NamedAttrMap = {},
): tf.Tensor | tf.Tensor[] {
  return tf.engine().runKernel(name, inputs, attrs) as tf.Tensor;
}

function convolution(
  name: string,
  side: number,
  ci: number,
  co: number,
  size: number,
  stride: number,
): void {
  tf.tidy(() => {
    const x = tf.randomNormal([1, side, side, ci]);
    const filter = tf.randomNormal([size, size, ci, co]);
    const bias = tf.randomNormal([co]);
    const dy = run(CONV2D, { x, filter, bias }, { stride }) as tf.Tensor;
    const flops = 2 * dy.shape[1]! * dy.shape[2]! * size * size * ci * co;
    report(
      name,
      "GFLOP/s",
      [flops, () => void run(CONV2D, { x, filter, bias }, { stride })],
      [2 * flops, () => {
        run(CONV2D_INPUT_GRAD, { dy, filter }, { stride, xShape: x.shape });
        const filterShape = filter.shape;
        run(CONV2D_FILTER_GRAD, { dy, x }, { stride, filterShape });
      }],
    );
  });
}

function product(): void {
  tf.tidy(() => {
    const a: tf.Tensor2D = tf.randomNormal([1024, 64]);
    const b: tf.Tensor2D = tf.randomNormal([64, 256]);
    const dy: tf.Tensor2D = tf.randomNormal([1024, 256]);
    const flops = 2 * 1024 * 64 * 256;
    report(
      "matrix product 1024×64×256",
      "GFLOP/s",
      [flops, () => void tf.matMul(a, b)],
      [2 * flops, () => {
        tf.matMul(dy, b, false, true);
        tf.matMul(a, dy, true, false);
      }],
    );
  });
}

function normalisation(): void {
  tf.tidy(() => {
    const x = tf.randomNormal([1, SIDE, SIDE, 128]);
    const [gamma, beta] = [tf.ones([128]), tf.zeros([128])];
    const attrs = { slope: 0.2, epsilon: 1e-5 };
    const [dy, statistics] = run(
      BATCH_NORM,
      { x, gamma, beta },
      attrs,
    ) as tf.Tensor[];
    const saved = { dy, x, gamma, beta, statistics };
    report(
      "batch norm + LeakyReLU, 128, 252²",
      "GB/s",
      [3 * BYTES, () => void run(BATCH_NORM, { x, gamma, beta }, attrs)],
      [5 * BYTES, () => void run(BATCH_NORM_GRAD, saved, attrs)],
    );
  });
}

function joining(): void {
  tf.tidy(() => {
    const skip = tf.randomNormal([1, SIDE, SIDE, 16]);
    const deep = tf.randomNormal([1, SIDE / 2, SIDE / 2, 128]);
    const dy = run(JOIN_SKIP, { skip, deep }) as tf.Tensor;
    const bytes = 4 * (dy.size + skip.size + deep.size);
    report(
      "upsample + join, 128 + 16, 252²",
      "GB/s",
      [bytes, () => void run(JOIN_SKIP, { skip, deep })],
      [bytes, () => {
        run(JOIN_SKIP_SKIP_GRAD, { dy }, { skipShape: skip.shape });
        run(JOIN_SKIP_DEEP_GRAD, { dy }, { deepShape: deep.shape });
      }],
    );
  });
}

function degradation(): void {
  tf.tidy(() => {
    const x = tf.randomNormal([1, SIDE, SIDE, 3]);
    const kernel = tf.randomUniform([19, 19]);
    const grid = { scale: 4, phase: 0, boundary: "circular" };
    const dy = run(DEGRADE, { x, kernel }, grid) as tf.Tensor;
    const flops = 2 * dy.size * 19 * 19;
    report(
      "degrade by 19×19, stride 4, 252²",
      "GFLOP/s",
      [flops, () => void run(DEGRADE, { x, kernel }, grid)],
      [
        flops,
        () =>
          void run(DEGRADE_IMAGE_GRAD, { dy, kernel }, {
            ...grid,
            xShape: x.shape,
          }),
      ],
    );
  });
}

async function step(preset: PresetName, size: number): Promise<void> {
  const repeat = preset === "paper" && size === 512 ? 5 : 10;
  const peer = await peerStep(preset, size, repeat);
  const { seconds, mebibytes } = await ownStep(preset, size, repeat);
  const ratio = peer ? (seconds / peer.seconds).toFixed(2) : "–";
  const peerTime = peer ? `${(peer.seconds * 1000).toFixed(0)} ms` : "absent";
  console.log(
    `${preset.padEnd(6)} ${size}×${size}`.padEnd(20),
    `${(seconds * 1000).toFixed(0)} ms`.padStart(8),
    peerTime.padStart(12),
    ratio.padStart(8),
    mebibytes.toFixed(0).padStart(10),
    (peer?.peak_rss_mib ?? "–").toString().padStart(13),
  );
}

/**
 * Image steps of the method itself, kernel steps and random kernels included. The
 * memory is that of this process, and falls from size to size only in part.
 */
async function ownStep(
  preset: PresetName,
  size: number,
  repeat: number,
): Promise<{ seconds: number; mebibytes: number }> {
  const engine = await openEngine("cpu");
  const side = size / 4;
  const y: tf.Tensor4D = tf.randomUniform([1, side, side, 3]);
  const seconds: number[] = [];
  let started = 0;
  const steps = solve(y, {
    scale: 4,
    preset,
    iterations: Math.ceil((repeat + 3) / 5),
    seed: 0,
    alignment: "benchmark",
  });
  for await (const { stage } of steps) {
    if (stage === "solve") seconds.push((performance.now() - started) / 1000);
    started = performance.now();
  }
  y.dispose();
  const mebibytes = Deno.memoryUsage().rss / 2 ** 20;
  await engine.close();
  const measured = seconds.slice(3).sort((a, b) => a - b);
  return { seconds: measured[measured.length >> 1], mebibytes };
}

interface PeerStep {
  seconds: number;
  peak_rss_mib: number;
}

/** One image step in PyTorch, or `undefined` where it is not installed. */
async function peerStep(
  preset: PresetName,
  size: number,
  repeat: number,
): Promise<PeerStep | undefined> {
  try {
    const { success, stdout } = await new Deno.Command(PYTHON, {
      args: [
        PEER,
        ...["--what", "step", "--preset", preset],
        ...["--size", String(size), "--repeat", String(repeat)],
      ],
      stderr: "null",
    }).output();
    if (!success) return undefined;
    const line = new TextDecoder().decode(stdout).trim().split("\n").at(-1)!;
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
