import type { Kernel } from "../mlmc/kernel.ts";
import { LARGEST_KERNEL } from "../validate.ts";
import { KernelFileError } from "./kernel_file_error.ts";

/** Numbers as a file holds them. */
export interface Matrix {
  /** How many rows. */
  rows: number;
  /** How many columns. */
  columns: number;
  /** `rows * columns` numbers, row by row. */
  data: ArrayLike<number>;
}

/**
 * Refuses a matrix that is too large for a kernel, before it takes memory.
 *
 * @param rows How many rows it is said to have.
 * @param columns How many columns.
 * @throws {KernelFileError} If that is more than a kernel may have.
 */
export function checkSides(rows: number, columns: number): void {
  if (Math.max(rows, columns) <= LARGEST_KERNEL) return;
  throw new KernelFileError(
    `is ${rows}×${columns}, larger than ${LARGEST_KERNEL}×${LARGEST_KERNEL}`,
  );
}

/**
 * Makes a matrix a kernel. One that is not square gets zeros on both of its
 * longer sides, which keeps its middle where it is.
 *
 * @param matrix The matrix.
 * @returns The kernel, its weights as they are.
 * @throws {KernelFileError} If it is too large, has no middle to keep, or its
 * weights are not finite or do not sum to more than 0.
 */
export function kernelOf({ rows, columns, data }: Matrix): Kernel {
  checkSides(rows, columns);
  const isOdd = rows % 2 === 1 && columns % 2 === 1;
  if (rows !== columns && !isOdd) {
    throw new KernelFileError(
      `is ${rows}×${columns}; only if both sides are odd can it be made square`,
    );
  }
  const size = Math.max(rows, columns);
  const [top, left] = [(size - rows) / 2, (size - columns) / 2];
  const weights = new Float32Array(size * size);
  for (let i = 0; i < rows * columns; i++) {
    const [row, column] = [Math.floor(i / columns), i % columns];
    weights[(row + top) * size + column + left] = data[i];
  }
  if (!weights.every(Number.isFinite)) {
    throw new KernelFileError("holds what is no finite number");
  }
  if (!(weights.reduce((a, b) => a + b, 0) > 0)) {
    throw new KernelFileError("has weights that do not sum to more than 0");
  }
  return { size, data: weights };
}
