import { encodeImage } from "../image/file/encode.ts";
import { kernelPicture, kernelRows } from "../image/kernel_picture.ts";
import type { Kernel } from "../mlmc/kernel.ts";
import { LARGEST_KERNEL } from "../validate.ts";
import { Failure } from "./errors.ts";
import { readFile } from "./read_files.ts";

/**
 * Reads a kernel from a file of rows of numbers.
 *
 * @param path The file.
 * @returns The kernel, its weights as they are.
 * @throws {Failure} If it cannot be read or holds no kernel.
 */
export function readKernel(path: string): Kernel {
  const text = new TextDecoder().decode(readFile(path, "a kernel file"));
  let rows: unknown;
  try {
    rows = JSON.parse(text);
  } catch {
    throw new Failure(`${path} is not JSON; ${WANTED}`);
  }
  const problem = problemOf(rows);
  if (problem) throw new Failure(`${path} ${problem}; ${WANTED}`);
  const weights = rows as number[][];
  return { size: weights.length, data: Float32Array.from(weights.flat()) };
}

const WANTED = "give a kernel as --kernel-out writes it, a list of rows";

/** The end of a sentence. */
function problemOf(rows: unknown): string | undefined {
  if (!Array.isArray(rows) || !rows.every(Array.isArray)) {
    return "is not a list of rows";
  }
  const size = rows.length;
  const uneven = rows.findIndex((row) => row.length !== size);
  if (uneven >= 0) {
    return `has ${size} rows, but row ${uneven + 1} is ${
      rows[uneven].length
    } long`;
  }
  if (size > LARGEST_KERNEL) {
    return `is ${size}×${size}, larger than ${LARGEST_KERNEL}×${LARGEST_KERNEL}`;
  }
  const weights: unknown[] = rows.flat();
  if (!weights.every(isWeight)) return "holds what is no number";
  const sum = weights.reduce((a, b) => a + b, 0);
  return sum > 0 ? undefined : "has weights that do not sum to more than 0";
}

function isWeight(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(Math.fround(value));
}

/**
 * Makes a kernel into a file's content.
 *
 * @param path Where it goes: `.png` to look at, else rows of numbers.
 * @param kernel The kernel.
 * @returns The content.
 */
export async function kernelFile(
  path: string,
  kernel: Kernel,
): Promise<Uint8Array> {
  if (/\.png$/i.test(path)) {
    return await encodeImage(kernelPicture(kernel), "png");
  }
  const rows = kernelRows(kernel).map((row) => `  ${JSON.stringify(row)}`);
  return new TextEncoder().encode(`[\n${rows.join(",\n")}\n]\n`);
}
