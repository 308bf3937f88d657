/**
 * Speed of the WebGPU engine, beside stock tfjs on the same device:
 *
 *     deno task bench:webgpu [--sizes 128,252,512,1024] [--presets fast,paper] [--no-stock]
 *
 * What the device reaches in multiply-adds alone; each convolution's share of
 * it; one image step of the method with our kernels and with tfjs's own, how
 * many dispatches it makes and how much memory it takes.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { parseArgs } from "@std/cli/parse-args";
import { adapterName, requestAdapter } from "../src/engine/device/adapter.ts";
import { requestDevice } from "../src/engine/device/request_device.ts";
import { openEngine } from "../src/engine/mod.ts";
import {
  CONV2D,
  CONV2D_FILTER_GRAD,
  CONV2D_INPUT_GRAD,
} from "../src/engine/ops/conv2d.ts";
import { degrade, type Sampling } from "../src/engine/ops/degrade.ts";
import { Adam, ssim } from "../src/engine/ops/mod.ts";
import { ImageGenerator } from "../src/mlmc/image_generator.ts";
import { hyperLaplacian } from "../src/mlmc/losses.ts";
import { type PresetName, PRESETS } from "../src/mlmc/presets.ts";
import { Random } from "../src/mlmc/random.ts";

const SCALE = 4;
const KERNEL = 19;
const GRID: Sampling = { scale: SCALE, phase: 0, boundary: "circular" };
/** Seconds that a measurement takes at least, where one run is short. */
const LEAST_SECONDS = 0.5;

const args = parseArgs(Deno.args, {
  string: ["sizes", "presets"],
  boolean: ["stock"],
  negatable: ["stock"],
  default: { sizes: "128,252,512,1024", presets: "fast,paper", stock: true },
});
const sizes = args.sizes.split(",").map(Number);
const presets = args.presets.split(",") as PresetName[];

const adapter = await requestAdapter();
if (!adapter) throw new Error("no WebGPU adapter found");
console.log(`${adapterName(adapter.info)}, Deno ${Deno.version.deno}`);
const peak = await peakFlops(adapter);
console.log(`multiply-adds alone: ${giga(peak)} GFLOP/s\n`);

const counter = countDispatches();
await convolutions();
console.log(
  "image step             ours   dispatches  peak MiB      stock   dispatches   ratio",
);
for (const preset of presets) {
  for (const size of sizes) await imageStep(preset, size);
}

function giga(value: number): string {
  return (value / 1e9).toFixed(value < 1e11 ? 1 : 0);
}

/** Counts the dispatches of every program, ours and tfjs's. */
function countDispatches(): { take(): number } {
  let count = 0;
  const { prototype } = GPUComputePassEncoder;
  const dispatch = prototype.dispatchWorkgroups;
  prototype.dispatchWorkgroups = function (...workgroups) {
    count++;
    return dispatch.apply(this, workgroups);
  };
  return {
    take() {
      const taken = count;
      count = 0;
      return taken;
    },
  };
}

/** Median seconds of `body` and what it enqueues, after a first run. */
async function seconds(body: () => void, device: GPUDevice): Promise<number> {
  const run = async (times: number) => {
    const started = performance.now();
    for (let i = 0; i < times; i++) tf.tidy(body);
    const backend = tf.backend() as WebGPUBackend;
    backend.endComputePassEncoder();
    // Nothing is recorded where the batch has just been submitted.
    backend.ensureCommandEncoderReady();
    backend.submitQueue();
    await device.queue.onSubmittedWorkDone();
    return (performance.now() - started) / 1000;
  };
  await run(1);
  const once = await run(1);
  const times = Math.max(1, Math.ceil(LEAST_SECONDS / 5 / once));
  if (once > LEAST_SECONDS) return once;
  const measured = [];
  for (let i = 0; i < 5; i++) measured.push(await run(times) / times);
  return measured.sort((a, b) => a - b)[2];
}

/** Multiply-adds of a second, each counted as two, when nothing else is done. */
async function peakFlops(adapter: GPUAdapter): Promise<number> {
  const device = await requestDevice(adapter);
  const [threads, loops, chains] = [256, 1024, 8];
  const names = Array.from({ length: chains }, (_, i) => `a${i}`);
  const code = `
@group(0) @binding(0) var<storage, read_write> result: array<vec4<f32>>;
@compute @workgroup_size(${threads})
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let x = vec4<f32>(f32(id.x) * 1e-9);
  ${names.map((name, i) => `var ${name} = x + ${i}.0;`).join("\n  ")}
  for (var i = 0; i < ${loops}; i++) {
    ${names.map((name) => `${name} = fma(${name}, x, x);`).join("\n    ")}
  }
  result[id.x] = ${names.join(" + ")};
}`;
  const module = device.createShaderModule({ code });
  const pipeline = device.createComputePipeline({
    layout: "auto",
    compute: { module, entryPoint: "main" },
  });
  const run = async (groups: number) => {
    const buffer = device.createBuffer({
      size: groups * threads * 16,
      usage: GPUBufferUsage.STORAGE,
    });
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    const layout = pipeline.getBindGroupLayout(0);
    const entries = [{ binding: 0, resource: { buffer } }];
    pass.setBindGroup(0, device.createBindGroup({ layout, entries }));
    pass.dispatchWorkgroups(groups);
    pass.end();
    const started = performance.now();
    device.queue.submit([encoder.finish()]);
    await device.queue.onSubmittedWorkDone();
    buffer.destroy();
    const flops = 2 * 4 * chains * loops * threads * groups;
    return flops / (performance.now() - started) * 1000;
  };
  let best = 0;
  for (let groups = 16; groups <= 65535; groups *= 4) {
    const flops = await run(groups);
    best = Math.max(best, flops);
    // Slow devices need not be asked for more.
    if (2 * 4 * chains * loops * threads * groups / flops > 1) break;
  }
  device.destroy();
  return best;
}

/** Speed and share of the peak of each kind of convolution. */
async function convolutions(): Promise<void> {
  const engine = await openEngine("webgpu");
  const { device } = tf.backend() as WebGPUBackend;
  const side = Math.min(Math.max(...sizes), 512);
  console.log(
    "convolution, GFLOP/s (share)      forward      by input     by filter",
  );
  const shapes: [number, number, number, number, 1 | 2][] = [
    [side, 128, 128, 3, 1],
    [side, 144, 128, 3, 1],
    [side, 128, 128, 1, 1],
    [side / 2, 128, 128, 3, 2],
    [side, 36, 16, 3, 1],
    [side / 2, 72, 32, 3, 1],
  ];
  for (const shape of shapes) await convolution(device, ...shape);
  console.log();
  await engine.close();
}

async function convolution(
  device: GPUDevice,
  side: number,
  ci: number,
  co: number,
  size: number,
  stride: number,
): Promise<void> {
  const out = Math.ceil(side / stride);
  const [x, filter, bias, dy] = tf.tidy(() => [
    tf.randomNormal([1, side, side, ci]),
    tf.randomNormal([size, size, ci, co]),
    tf.randomNormal([co]),
    tf.randomNormal([1, out, out, co]),
  ]);
  const run = (
    name: string,
    inputs: tf.NamedTensorMap,
    attrs: tf.NamedAttrMap,
  ) =>
  () => void tf.engine().runKernel(name, inputs, { stride, ...attrs });
  const flops = 2 * out * out * size * size * ci * co;
  const rates = [];
  for (
    const body of [
      run(CONV2D, { x, filter, bias }, {}),
      run(CONV2D_INPUT_GRAD, { dy, filter }, { xShape: x.shape }),
      run(CONV2D_FILTER_GRAD, { dy, x }, { filterShape: filter.shape }),
    ]
  ) {
    const rate = flops / await seconds(body, device);
    rates.push(`${giga(rate)} (${(100 * rate / peak).toFixed(0)} %)`);
  }
  tf.dispose([x, filter, bias, dy]);
  console.log(
    `${size}×${size}, ${ci}→${co}, ${side}²${stride > 1 ? ", stride 2" : ""}`
      .padEnd(28) + rates.map((rate) => rate.padStart(14)).join(""),
  );
}

interface Step {
  milliseconds: number;
  dispatches: number;
  mebibytes: number;
}

async function imageStep(preset: PresetName, size: number): Promise<void> {
  const ours = await attempt(async () => {
    const engine = await openEngine("webgpu");
    try {
      return await measureStep(preset, size);
    } finally {
      await engine.close();
    }
  });
  const stock = args.stock
    ? await attempt(() => onStock(() => measureStep(preset, size)))
    : undefined;
  const cells = (step: Step | undefined) =>
    step
      ? [`${step.milliseconds.toFixed(1)} ms`, `${step.dispatches}`]
      : ["–", "–"];
  console.log(
    `${preset} ${size}×${size}`.padEnd(16),
    ...cells(ours).map((cell) => cell.padStart(11)),
    (ours?.mebibytes.toFixed(0) ?? "–").padStart(9),
    ...cells(stock).map((cell) => cell.padStart(11)),
    (ours && stock ? (stock.milliseconds / ours.milliseconds).toFixed(1) : "–")
      .padStart(8),
  );
}

/** A picture may be too large for the device. */
async function attempt(
  body: () => Promise<Step>,
): Promise<Step | undefined> {
  try {
    return await body();
  } catch (error) {
    console.log(`  ${(error as Error).message.split("\n")[0]}`);
    return undefined;
  }
}

/** Runs on tfjs's own WebGPU backend, with the device that ours gets. */
async function onStock<T>(body: () => Promise<T>): Promise<T> {
  const device = await requestDevice(adapter!);
  const backend = new WebGPUBackend(device, adapter!.info);
  // The factory that tfjs registers for itself would open a device of its own.
  if (tf.findBackendFactory("webgpu")) tf.removeBackend("webgpu");
  tf.registerBackend("webgpu", () => backend);
  await tf.setBackend("webgpu");
  try {
    return await body();
  } finally {
    await tf.setBackend("cpu");
    tf.removeBackend("webgpu");
    device.destroy();
  }
}

/** One image step: forward, gradients of SSIM and prior, Adam. */
async function measureStep(preset: PresetName, size: number): Promise<Step> {
  const backend = tf.backend() as WebGPUBackend;
  const random = new Random(0);
  const low = Math.ceil(size / SCALE);
  const noise = tf.tensor4d(
    random.uniforms(size * size * 3, 0, 0.1),
    [1, size, size, 3],
  );
  const y = tf.tensor4d(random.uniforms(low * low * 3, 0, 1), [1, low, low, 3]);
  const kernel = tf.fill<tf.Rank.R2>([KERNEL, KERNEL], 1 / KERNEL ** 2);
  const generator = new ImageGenerator(PRESETS[preset], random);
  const adam = new Adam(generator.variables, 5e-3);
  const step = () => {
    const { grads } = tf.variableGrads(() => {
      const x = generator.forward(noise);
      const data = tf.sub(1, ssim(degrade(x, kernel, GRID), y));
      return data.add(hyperLaplacian(x, y.size)) as tf.Scalar;
    }, generator.variables);
    adam.step(generator.variables.map(({ name }) => grads[name]));
  };
  tf.tidy(step);
  counter.take();
  tf.tidy(step);
  const dispatches = counter.take();
  const milliseconds = 1000 * await seconds(step, backend.device);
  const mebibytes = backend.memory().numBytesAllocatedInGPU / 2 ** 20;
  generator.dispose();
  adam.dispose();
  tf.dispose([noise, y, kernel]);
  return { milliseconds, dispatches, mebibytes };
}
