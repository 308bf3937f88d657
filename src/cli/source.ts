import { dirname } from "node:path";
import { type ImageFormat, sizeProblem } from "../image/file/formats.ts";
import type { Raster } from "../image/raster.ts";
import type { Kernel } from "../mlmc/kernel.ts";
import type { UsrnetWeights } from "../usrnet/weights.ts";
import { LEAST_SIDE } from "../validate.ts";
import type { UpscaleArguments } from "./upscale_arguments.ts";
import { Failure } from "./errors.ts";
import type { Job } from "./outputs.ts";
import { readReference } from "./quality.ts";
import { readPicture } from "./read_files.ts";
import { checkOutputs, makeFolder } from "./write_files.ts";

/** What is the same for all pictures of a run. */
export interface Run {
  /** What the user asked for. */
  args: UpscaleArguments;
  /** What kind of file the results are. */
  format: ImageFormat;
  /** The kernel, where it is known. */
  kernel?: Kernel;
  /** The weights of USRNet, where it draws the pictures. */
  weights?: UsrnetWeights;
  /** Whether the folders of the results are made. */
  makesFolders: boolean;
}

/** What the work starts from. */
export interface Source {
  /** The file's content. */
  bytes: Uint8Array<ArrayBuffer>;
  /** The low-resolution picture. */
  picture: Raster;
  /** The true picture, where it is known. */
  reference?: Raster;
}

/**
 * Reads what the work starts from, and finds now what would else go wrong
 * after it.
 *
 * @param job The file and its result's.
 * @param run What is the same for all pictures.
 * @returns What the work starts from.
 * @throws {UsageError} If one file is named twice.
 * @throws {Failure} If a file cannot be read, or the outputs not be written.
 */
export async function readSource(job: Job, run: Run): Promise<Source> {
  const { scale, reference, kernel, weights } = run.args;
  const { kernelOut, preview, report } = run.args;
  const { bytes, picture } = await readPicture(job.input);
  checkSize(job, picture, run);
  const source = {
    bytes,
    picture,
    reference: reference
      ? await readReference(reference, picture, scale)
      : undefined,
  };
  if (run.makesFolders) makeFolder(dirname(job.output));
  await checkOutputs(
    [job.output, kernelOut, preview, report].filter(isGiven),
    [job.input, reference, kernel, weights].filter(isGiven),
  );
  return source;
}

function isGiven(path: string | undefined): path is string {
  return path !== undefined;
}

function checkSize(
  { input }: Job,
  { width, height }: Raster,
  { args: { scale }, format }: Run,
): void {
  if (Math.min(width, height) < LEAST_SIDE) {
    throw new Failure(
      `${input} is too small, ${width}×${height} pixels; give at least ${LEAST_SIDE}×${LEAST_SIDE}`,
    );
  }
  const problem = sizeProblem(format, width * scale, height * scale);
  if (!problem) return;
  throw new Failure(
    `the result of ${input} ${problem}; give another --format`,
  );
}
