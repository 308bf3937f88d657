/**
 * Whole runs on the reference's own inputs, beside its own results:
 *
 *     deno run -A bench/quality.ts [--preset paper|fast] [--seed 0] [picture …]
 *
 * Reads `../shared/reference`, prints one JSON object a picture and the means.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { parseArgs } from "@std/cli/parse-args";
import { openEngine } from "../src/engine/mod.ts";
import { decodeImage } from "../src/image/file/decode.ts";
import { kernelPsnr, psnr, ssim } from "../src/image/metrics.ts";
import type { ScaleFactor } from "../src/mlmc/alignment.ts";
import { solve } from "../src/mlmc/solve.ts";
import type { PresetName } from "../src/mlmc/presets.ts";

const FOLDER = new URL("../../shared/reference/", import.meta.url);

const args = parseArgs(Deno.args, {
  string: ["preset", "seed"],
  default: { preset: "fast", seed: "0" },
});
const preset = args.preset as PresetName;
const names = args._.length > 0
  ? args._.map(String)
  : [...Deno.readDirSync(FOLDER)]
    .filter((entry) => entry.isDirectory)
    .map((entry) => entry.name)
    .sort();

const engine = await openEngine("cpu");
const results: Awaited<ReturnType<typeof run>>[] = [];
for (const name of names) {
  const result = await run(new URL(`${name}/`, FOLDER));
  results.push(result);
  console.log(JSON.stringify({ name, preset, ...result }));
}
const mean = (f: (result: typeof results[number]) => number) =>
  results.reduce((sum, result) => sum + f(result), 0) / results.length;
console.log(JSON.stringify({
  name: "mean",
  preset,
  psnr: round(mean((r) => r.psnr), 3),
  referencePsnr: round(mean((r) => r.referencePsnr), 3),
}));
await engine.close();

async function run(folder: URL) {
  const picture = (file: string) =>
    decodeImage(Deno.readFileSync(new URL(file, folder)));
  const json = (file: string) =>
    JSON.parse(Deno.readTextFileSync(new URL(file, folder)));
  const [lr, hr] = [await picture("lr.png"), await picture("hr.png")];
  const reference = json("result.json");
  const rows: number[][] = json("kernel_true.json");
  const truth = { size: rows.length, data: Float32Array.from(rows.flat()) };
  const scale: ScaleFactor = reference.scale;
  const y = tf.tensor4d(lr.data, [1, lr.height, lr.width, 3]);
  const started = performance.now();
  const steps = solve(y, {
    scale,
    preset,
    seed: Number(args.seed),
    alignment: "benchmark",
  });
  let next = await steps.next();
  while (!next.done) next = await steps.next();
  y.dispose();
  // As written to a file: 8 bits.
  const data = next.value.image.map((v) => Math.round(v * 255) / 255);
  const sr = { width: hr.width, height: hr.height, data };
  return {
    psnr: round(psnr(sr, hr, scale), 3),
    ssim: round(ssim(sr, hr, scale), 4),
    kernelPsnr: round(kernelPsnr(next.value.kernel, truth), 2),
    referencePsnr: reference.mlmc.psnr,
    referenceSsim: reference.mlmc.ssim,
    referenceKernelPsnr: reference.kernel_psnr,
    seconds: round((performance.now() - started) / 1000, 1),
  };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
