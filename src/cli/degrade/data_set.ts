import { basename, join } from "node:path";
import { UsageError } from "../errors.ts";
import { findInputs } from "../inputs.ts";
import { fileInfo, realPath } from "../paths.ts";
import type { DegradeArguments } from "./degrade_arguments.ts";

/** Where the sharp pictures of a data set are. */
const SHARP = "HR";

/** A sharp picture and what is made of it. */
export interface DataFiles {
  /** The picture's name, without an extension. */
  name: string;
  /** Its file. */
  input: string;
  /** The low-resolution picture. */
  output: string;
  /** The kernel for programs. */
  kernel: string;
  /** The kernel to look at. */
  kernelPicture: string;
  /** The picture cut to fit, where the data go below another folder. */
  sharp?: string;
}

/**
 * Finds the sharp pictures of a data set, and names what is made of them.
 *
 * @param args What the user asked for.
 * @returns The files for each picture, sorted by name.
 * @throws {UsageError} If there are no pictures, or two would have one name.
 * @throws {Failure} If the folder cannot be read.
 */
export function dataSet(args: DegradeArguments): DataFiles[] {
  const { set, output, model, scale } = args;
  const folder = join(set, SHARP);
  if (!fileInfo(folder)?.isDirectory) {
    throw new UsageError(
      `there is no folder ${folder}; give one that has the sharp pictures in ${SHARP}/`,
    );
  }
  if (output !== undefined && realPath(output) === realPath(set)) {
    throw new UsageError(
      `--output must be another folder than ${set}; leave it out to write there`,
    );
  }
  const target = output ?? set;
  const pictures = join(target, `${model}_lr_x${scale}`);
  const kernels = join(target, `${model}_gt_k_x${scale}`);
  return picturesIn(folder).map(({ name, input }) => ({
    name,
    input,
    output: join(pictures, `${name}.png`),
    kernel: join(kernels, `${name}.mat`),
    kernelPicture: join(kernels, `${name}.png`),
    sharp: output && join(target, SHARP, `${name}.png`),
  }));
}

function picturesIn(folder: string): { name: string; input: string }[] {
  const { files, failures } = findInputs([folder]);
  if (failures.length > 0) throw failures[0];
  const pictures = files
    // The layout has no folders within folders.
    .filter(({ below }) => below === basename(below))
    .map(({ path, below }) => ({
      name: below.replace(/\.[^.]+$/, ""),
      input: path,
    }));
  if (pictures.length === 0) {
    throw new UsageError(`there are no pictures in ${folder}`);
  }
  const names = Map.groupBy(pictures, ({ name }) => name.toLowerCase());
  for (const [first, second] of names.values()) {
    if (!second) continue;
    throw new UsageError(
      `${first.input} and ${second.input} would both give ${first.name}.png; rename one`,
    );
  }
  return pictures;
}
