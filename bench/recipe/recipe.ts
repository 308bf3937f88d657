/**
 * The presets beside the reference: whole runs on known pictures.
 *
 *     deno run -A bench/recipe/recipe.ts [--presets fast,balanced,best] [--seeds 0] [picture …]
 *
 * Reads `../shared`, prints a line of JSON for each run, and the means.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { parseArgs } from "@std/cli/parse-args";
import { openEngine } from "../../src/engine/mod.ts";
import { kernelPsnr, psnr, ssim } from "../../src/image/metrics.ts";
import { type PresetName, PRESETS } from "../../src/mlmc/presets.ts";
import { solve } from "../../src/mlmc/solve.ts";
import { multiplyAdds } from "./arithmetic.ts";
import { type Case, caseOf, REFERENCE_NAMES, VARIANT_NAMES } from "./cases.ts";
import { meansOf } from "./means.ts";
import type { Outcome } from "./outcome.ts";
import { rounded } from "./rounded.ts";

const args = parseArgs(Deno.args, {
  string: ["presets", "seeds"],
  default: { presets: "fast,balanced,best", seeds: "0" },
});
const presets = args.presets.split(",") as PresetName[];
const seeds = args.seeds.split(",").map(Number);
const names = args._.length > 0
  ? args._.map(String)
  : [...REFERENCE_NAMES, ...VARIANT_NAMES];

const engine = await openEngine("cpu");
const outcomes: Outcome[] = [];
for (const name of names) {
  const known = await caseOf(name);
  for (const preset of presets) {
    for (const seed of seeds) {
      const outcome = await run(known, preset, seed);
      outcomes.push(outcome);
      console.log(JSON.stringify(outcome));
    }
  }
}
for (const line of meansOf(outcomes)) console.log(line);
await engine.close();

async function run(
  known: Case,
  preset: PresetName,
  seed: number,
): Promise<Outcome> {
  const { name, isTuned, scale, lr, hr, kernel, told, reference } = known;
  const y = tf.tensor4d(lr.data, [1, lr.height, lr.width, 3]);
  const started = performance.now();
  const steps = solve(y, {
    scale,
    preset,
    seed,
    alignment: "benchmark",
    ...told,
  });
  let next = await steps.next();
  while (!next.done) next = await steps.next();
  y.dispose();
  const seconds = (performance.now() - started) / 1000;
  // As written to a file: 8 bits.
  const data = next.value.image.map((v) => Math.round(v * 255) / 255);
  const sr = { width: hr.width, height: hr.height, data };
  return {
    name,
    isTuned,
    preset,
    seed,
    psnr: rounded(psnr(sr, hr, scale), 3),
    ssim: rounded(ssim(sr, hr, scale), 4),
    kernelPsnr: rounded(kernelPsnr(next.value.kernel, kernel), 2),
    seconds: rounded(seconds, 1),
    share: rounded(
      multiplyAdds(PRESETS.paper, scale) / multiplyAdds(PRESETS[preset], scale),
      1,
    ),
    reference,
  };
}
