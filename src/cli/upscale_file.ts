import { encodeImage } from "../image/file/encode.ts";
import { writeKernelFile } from "../kernel_file/mod.ts";
import { upscale, type UpscaleOptions } from "../upscale.ts";
import { CheckpointFolder, removeLeftovers } from "./checkpoint_folder.ts";
import { fingerprint } from "./fingerprint.ts";
import { finishable } from "./interrupt.ts";
import type { Outcome } from "./outcome.ts";
import type { Job } from "./outputs.ts";
import { measure } from "./quality.ts";
import { type Recorded, reportFile } from "./report_file.ts";
import { readSource, type Run, type Source } from "./source.ts";
import { explained } from "./too_large.ts";
import { type Display, Watch } from "./watch.ts";
import { type OutputFile, writeFiles } from "./write_files.ts";

/**
 * Upscales one picture file. If it is killed, the next call with the same
 * picture and settings goes on where it was.
 *
 * @param job The file and its result's.
 * @param run What is the same for all pictures.
 * @param display Shows how far it is.
 * @returns What came of it.
 * @throws {Failure} If a file cannot be read or written.
 */
export async function upscaleFile(
  job: Job,
  run: Run,
  display?: Display,
): Promise<Outcome> {
  const source = await readSource(job, run);
  const watch = new Watch(run.args, source.picture, source.reference, display);
  const work = () => solveAndWrite(job, run, source, watch);
  return run.args.preview
    ? await finishable(work, () => watch.finish())
    : await work();
}

async function solveAndWrite(
  job: Job,
  run: Run,
  { bytes, picture, reference }: Source,
  watch: Watch,
): Promise<Outcome> {
  const options = optionsOf(run);
  const result = await upscale(picture, {
    ...options,
    checkpoint: new CheckpointFolder(
      job.output,
      () => fingerprint(bytes, options),
      (problem) => watch.warn(problem),
    ),
    onProgress: (progress) => watch.see(progress),
  }).catch((error) => {
    throw explained(error, picture, options.scale);
  });
  const outcome = {
    job,
    result,
    quality: reference && measure(result.image, reference, options.scale),
    isEarly: watch.isEarly,
    isFlattened: run.format === "jpeg" && result.image.alpha !== undefined,
  };
  const recorded = { input: picture, reference, curve: watch.curve };
  await writeFiles(await outputFiles(outcome, run, recorded));
  removeLeftovers(job.output);
  return outcome;
}

function optionsOf({ args, kernel, weights }: Run): UpscaleOptions {
  const { scale, preset, kernelPrior, restorer } = args;
  const { iterations, seed, noise, tile, device } = args;
  const alignment = args.benchmark ? "benchmark" : "aligned";
  return {
    scale,
    preset,
    kernelPrior,
    restorer,
    weights,
    iterations,
    seed,
    noise,
    tile,
    device,
    alignment,
    kernel,
  };
}

async function outputFiles(
  outcome: Outcome,
  { args, format }: Run,
  recorded: Recorded,
): Promise<OutputFile[]> {
  const { kernelOut, report, quality, strip } = args;
  const { job, result: { image, kernel } } = outcome;
  const bytes = await encodeImage(image, format, { quality, strip });
  const files = [{ path: job.output, bytes }];
  if (kernelOut) {
    files.push({
      path: kernelOut,
      bytes: await writeKernelFile(kernelOut, kernel),
    });
  }
  if (report) {
    const bytes = await reportFile(outcome, recorded, args);
    files.push({ path: report, bytes });
  }
  return files;
}
