import { join } from "node:path";
import {
  drawDataKernel,
  drawKernelGanKernel,
} from "../../degrade/data_kernels.ts";
import { KERNEL_EXTENSIONS } from "../../kernel_file/mod.ts";
import { type Kernel, normalised } from "../../mlmc/kernel.ts";
import type { Random } from "../../mlmc/random.ts";
import { Failure } from "../errors.ts";
import { readKernel } from "../kernel_file.ts";
import { fileInfo } from "../paths.ts";
import type { DegradeArguments } from "./degrade_arguments.ts";

/** Gives the kernel of a picture by its name, drawn unless it is known. */
export type KernelSource = (
  name: string,
  random: Random,
) => Kernel | Promise<Kernel>;

/**
 * Decides where the kernels come from.
 *
 * @param args What the user asked for.
 * @returns What gives them; it throws a `Failure` if one is missing.
 * @throws {Failure} If the only kernel cannot be read.
 */
export async function kernelSource(
  args: DegradeArguments,
): Promise<KernelSource> {
  const { kernel, kernelPrior, scale, kernelNoise, isKernelGan } = args;
  if (kernel === undefined) {
    return (_, random) =>
      isKernelGan
        ? drawKernelGanKernel(random, kernelNoise)
        : drawDataKernel(random, kernelPrior, scale, kernelNoise);
  }
  if (fileInfo(kernel)?.isDirectory) {
    return async (name) => await readNormalised(fileNamed(kernel, name));
  }
  const given = await readNormalised(kernel);
  return () => given;
}

/** Weights that do not sum to 1 would change the brightness. */
async function readNormalised(path: string): Promise<Kernel> {
  const { size, data } = await readKernel(path);
  return normalised(size, data);
}

function fileNamed(folder: string, name: string): string {
  const path = KERNEL_EXTENSIONS
    .map((extension) => join(folder, name + extension))
    .find((path) => fileInfo(path)?.isFile);
  if (path) return path;
  throw new Failure(
    `${folder} has no kernel for ${name}; put ${name}.mat into it`,
  );
}
