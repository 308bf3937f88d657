import type { UpscaleResult } from "../upscale.ts";
import type { UpscaleArguments } from "./upscale_arguments.ts";
import { duration } from "./duration.ts";
import { warn } from "./errors.ts";
import type { Job } from "./outputs.ts";
import type { Quality } from "./quality.ts";
import { kernelWidth } from "./report/kernel_width.ts";

/** What came of a picture file. */
export interface Outcome {
  /** The file and its result's. */
  job: Job;
  /** The result. */
  result: UpscaleResult;
  /** How close it comes to the true picture, where that is known. */
  quality?: Quality;
  /** Whether the user ended the work early. */
  isEarly: boolean;
  /** Whether its transparency was lost, as the format has none. */
  isFlattened: boolean;
}

/**
 * Prints the outcome as the user asked for it, and the doubts about it.
 *
 * @param outcome What came of a picture.
 * @param args What the user asked for.
 */
export function printOutcome(outcome: Outcome, args: UpscaleArguments): void {
  if (args.json) console.log(JSON.stringify(record(outcome, args)));
  else if (!args.quiet) console.log(summary(outcome, args));
  if (args.quiet) return;
  for (const doubt of outcome.result.doubts) {
    warn(`${outcome.job.input}: ${doubt}`);
  }
}

function record(
  { job, result, quality, isEarly }: Outcome,
  { kernelOut, report, scale, preset, restorer, seed }: UpscaleArguments,
): Record<string, unknown> {
  const { image, kernel, noise, doubts, tiles, seconds, device } = result;
  return {
    ...job,
    kernelOut,
    report,
    width: image.width,
    height: image.height,
    scale,
    preset,
    restorer,
    seed,
    device,
    seconds,
    kernelWidth: kernelWidth(kernel),
    noise,
    tiles,
    doubts,
    ...(isEarly && { stoppedEarly: true }),
    ...quality,
  };
}

function summary(
  { job, result, quality, isEarly, isFlattened }: Outcome,
  { kernelOut, report }: UpscaleArguments,
): string {
  const { image, kernel, noise, tiles, seconds } = result;
  const { mean, major, minor } = kernelWidth(kernel);
  const written = [
    `${job.output} (${image.width}×${image.height})`,
    kernelOut,
    report,
  ];
  const parts = [
    `wrote ${written.filter(Boolean).join(" and ")}`,
    duration(seconds),
    `kernel ${mean.toFixed(1)} pixels wide at half its height (${
      major.toFixed(1)
    } × ${minor.toFixed(1)})`,
  ];
  if (noise > 0) parts.push(`noise of ${noise.toFixed(1)} levels`);
  if (tiles > 1) parts.push(`${tiles} tiles`);
  if (quality) {
    parts.push(`PSNR ${quality.psnr.toFixed(2)} dB`);
    if (quality.ssim) parts.push(`SSIM ${quality.ssim.toFixed(4)}`);
  }
  if (isFlattened) parts.push("transparency laid on white, as JPEG has none");
  if (isEarly) parts.push("stopped early");
  return parts.join(", ");
}
