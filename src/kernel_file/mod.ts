import type { Kernel } from "../mlmc/kernel.ts";
import { readJson, writeJson } from "./json.ts";
import { KernelFileError } from "./kernel_file_error.ts";
import { readMat, writeMat } from "./mat.ts";
import { kernelOf, type Matrix } from "./matrix.ts";
import { readNpy, writeNpy } from "./npy.ts";
import { readPng, writePng } from "./png.ts";

export { KernelFileError } from "./kernel_file_error.ts";

interface Format {
  read(bytes: Uint8Array): Matrix | Promise<Matrix>;
  write(kernel: Kernel): Uint8Array | Promise<Uint8Array>;
}

const FORMATS: Record<string, Format> = {
  ".mat": { read: readMat, write: writeMat },
  ".npy": { read: readNpy, write: writeNpy },
  ".json": { read: readJson, write: writeJson },
  ".png": { read: readPng, write: writePng },
};

/** What the names of kernel files end in. */
export const KERNEL_EXTENSIONS: readonly string[] = Object.keys(FORMATS);

/**
 * Reads a kernel file: MATLAB's `.mat`, NumPy's `.npy`, `.json` with rows of
 * numbers, or a picture `.png`.
 *
 * @param name The file's name, whose end says what it is.
 * @param bytes Its content.
 * @returns The kernel, square, at most 63×63, its weights as they are.
 * @throws {KernelFileError} If it holds no kernel.
 */
export async function readKernelFile(
  name: string,
  bytes: Uint8Array,
): Promise<Kernel> {
  return kernelOf(await formatOf(name).read(bytes));
}

/**
 * Makes a kernel into a file's content. All kinds keep the exact weights.
 *
 * @param name The file's name, whose end says what it is to be.
 * @param kernel The kernel.
 * @returns The content.
 * @throws {KernelFileError} If the name ends in something else.
 */
export async function writeKernelFile(
  name: string,
  kernel: Kernel,
): Promise<Uint8Array> {
  return await formatOf(name).write(kernel);
}

function formatOf(name: string): Format {
  const extension = /\.\w+$/.exec(name)?.[0].toLowerCase() ?? "";
  if (Object.hasOwn(FORMATS, extension)) return FORMATS[extension];
  throw new KernelFileError(
    `does not end in ${KERNEL_EXTENSIONS.join(", ")}`,
  );
}
