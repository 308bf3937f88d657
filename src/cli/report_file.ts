import { PRESETS } from "../mlmc/presets.ts";
import config from "../../deno.json" with { type: "json" };
import { basename } from "node:path";
import type { Raster } from "../image/raster.ts";
import type { UpscaleArguments } from "./upscale_arguments.ts";
import { duration } from "./duration.ts";
import type { Outcome } from "./outcome.ts";
import type { CurvePoint } from "./report/charts_section.ts";

/** What a report needs besides the outcome. */
export interface Recorded {
  /** The low-resolution picture. */
  input: Raster;
  /** The true picture, where it is known. */
  reference?: Raster;
  /** How the picture got better. */
  curve: CurvePoint[];
}

/**
 * Makes the report of a picture.
 *
 * @param outcome What came of the picture.
 * @param recorded What led to it.
 * @param args What the user asked for.
 * @returns The file's content.
 */
export async function reportFile(
  outcome: Outcome,
  recorded: Recorded,
  args: UpscaleArguments,
): Promise<Uint8Array> {
  const { reportPage } = await import("./report/report_page.ts");
  const { job, result: { image, kernel, doubts } } = outcome;
  const page = await reportPage({
    title: basename(job.input),
    result: image,
    kernel,
    doubts,
    settings: settingsOf(outcome, args),
    ...recorded,
  });
  return new TextEncoder().encode(page);
}

function settingsOf(
  { result, isEarly }: Outcome,
  args: UpscaleArguments,
): [name: string, value: string][] {
  const { scale, preset, kernelPrior, restorer, iterations, seed } = args;
  const { benchmark, kernel } = args;
  const { noise, tiles, seconds, device } = result;
  return [
    ["scale", `${scale}×`],
    ["preset", preset],
    ["kernel prior", kernelPrior],
    ["restorer", restorer],
    [
      "iterations",
      `${iterations ?? PRESETS[preset].iterations}${
        isEarly ? ", stopped early" : ""
      }`,
    ],
    ["seed", `${seed}`],
    ["sampling", benchmark ? "benchmark" : "photo"],
    ["kernel", kernel === undefined ? "estimated" : `from ${basename(kernel)}`],
    ["noise", `${noise.toFixed(1)} levels of 255`],
    ["tiles", tiles === 1 ? "none, solved whole" : `${tiles}`],
    ["device", device],
    ["time", duration(seconds)],
    ["mlmc", config.version],
  ];
}
