import { kernelRows } from "../image/kernel_picture.ts";
import type { Kernel } from "../mlmc/kernel.ts";
import { KernelFileError } from "./kernel_file_error.ts";
import { checkSides, type Matrix } from "./matrix.ts";

/** The largest kernel takes a tenth of this. */
const MOST_BYTES = 2 ** 20;

/**
 * Reads a JSON file of rows of numbers.
 *
 * @param bytes The file's content.
 * @returns The numbers.
 * @throws {KernelFileError} If it is anything else.
 */
export function readJson(bytes: Uint8Array): Matrix {
  if (bytes.length > MOST_BYTES) {
    throw new KernelFileError("is too long for a kernel");
  }
  const rows = parsed(new TextDecoder().decode(bytes));
  if (!Array.isArray(rows) || !rows.every(Array.isArray)) {
    throw new KernelFileError("is not a list of rows");
  }
  const columns = rows[0]?.length ?? 0;
  const uneven = rows.findIndex((row) => row.length !== columns);
  if (uneven >= 0) {
    throw new KernelFileError(
      `has rows of ${columns} numbers, but row ${uneven + 1} is ${
        rows[uneven].length
      } long`,
    );
  }
  checkSides(rows.length, columns);
  const data: unknown[] = rows.flat();
  if (!data.every((value) => typeof value === "number")) {
    throw new KernelFileError("holds what is no finite number");
  }
  return { rows: rows.length, columns, data };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new KernelFileError("is not JSON");
  }
}

/**
 * Writes a kernel as rows of numbers.
 *
 * @param kernel The kernel.
 * @returns The content of a JSON file, a row on each line.
 */
export function writeJson(kernel: Kernel): Uint8Array {
  const rows = kernelRows(kernel).map((row) => `  ${JSON.stringify(row)}`);
  return new TextEncoder().encode(`[\n${rows.join(",\n")}\n]\n`);
}
