import { KernelFileError, readKernelFile } from "../kernel_file/mod.ts";
import type { Kernel } from "../mlmc/kernel.ts";
import { Failure } from "./errors.ts";
import { readFile } from "./read_files.ts";

/**
 * Reads a kernel from a file.
 *
 * @param path The file, whose extension says what it is.
 * @returns The kernel, its weights as they are.
 * @throws {Failure} If it cannot be read or holds no kernel.
 */
export async function readKernel(path: string): Promise<Kernel> {
  const bytes = readFile(path, "a kernel file");
  try {
    return await readKernelFile(path, bytes);
  } catch (error) {
    if (!(error instanceof KernelFileError)) throw error;
    throw new Failure(
      `${path} ${error.message}; give a kernel as --kernel-out writes it`,
      { cause: error },
    );
  }
}
