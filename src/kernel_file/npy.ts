import {
  concatenated,
  latin1,
  latin1Bytes,
  viewOf,
} from "../image/file/bytes.ts";
import type { Kernel } from "../mlmc/kernel.ts";
import { KernelFileError } from "./kernel_file_error.ts";
import type { Matrix } from "./matrix.ts";
import { type Layout, NUMBER_TYPES, storedMatrix } from "./stored_numbers.ts";

const MAGIC = "\x93NUMPY";
/** Bytes before the header: magic, version, and the header's length of two bytes. */
const PREFIX = 10;
/** The numbers begin at a multiple of this. */
const UNIT = 64;
/** NumPy reads no longer header either. */
const LONGEST_HEADER = 10_000;

/**
 * Reads a NumPy file.
 *
 * @param bytes The file's content, of version 1, 2 or 3.
 * @returns The numbers of its array.
 * @throws {KernelFileError} If it is no such file, or its array has not two
 * axes of real numbers.
 */
export function readNpy(bytes: Uint8Array): Matrix {
  if (latin1(bytes, 0, MAGIC.length) !== MAGIC) {
    throw new KernelFileError("is not a NumPy file");
  }
  if (bytes.length < PREFIX + 2) throw new KernelFileError("is cut short");
  const view = viewOf(bytes);
  const isLong = bytes[MAGIC.length] > 1;
  const start = isLong ? PREFIX + 2 : PREFIX;
  const length = isLong ? view.getUint32(8, true) : view.getUint16(8, true);
  if (length > LONGEST_HEADER) throw new KernelFileError("is damaged");
  const header = latin1(bytes, start, start + length);
  if (header.length < length) throw new KernelFileError("is cut short");
  return storedMatrix(bytes.subarray(start + length), layoutOf(header));
}

/** The header is a Python dictionary, always with these three keys. */
function layoutOf(header: string): Layout {
  const [, shape] = /'shape': *\(([\d, ]*)\)/.exec(header) ?? [];
  const [, order] = /'fortran_order': *(True|False)/.exec(header) ?? [];
  const [, descr] = /'descr': *(.)/.exec(header) ?? [];
  if (shape === undefined || !order || !descr) {
    throw new KernelFileError("is damaged");
  }
  const [, endianness, name] = /'descr': *'([<>|])(\w+)'/.exec(header) ?? [];
  if (!Object.hasOwn(NUMBER_TYPES, name)) {
    throw new KernelFileError("holds no real numbers");
  }
  const sides = shape.match(/\d+/g)?.map(Number) ?? [];
  if (sides.length !== 2) {
    throw new KernelFileError(
      `has ${sides.length} axes, not rows and columns`,
    );
  }
  const [rows, columns] = sides;
  return {
    rows,
    columns,
    isByColumns: order === "True",
    type: NUMBER_TYPES[name],
    isLittleEndian: endianness !== ">",
  };
}

/**
 * Writes a kernel as a NumPy file.
 *
 * @param kernel The kernel.
 * @returns The file's content: an array of rows and columns of float64.
 */
export function writeNpy({ size, data }: Kernel): Uint8Array {
  const dictionary =
    `{'descr': '<f8', 'fortran_order': False, 'shape': (${size}, ${size}), }`;
  const padding = UNIT - (PREFIX + dictionary.length + 1) % UNIT;
  const header = `${dictionary}${" ".repeat(padding)}\n`;
  const numbers = new DataView(new ArrayBuffer(8 * data.length));
  data.forEach((weight, i) => numbers.setFloat64(8 * i, weight, true));
  return concatenated([
    latin1Bytes(`${MAGIC}\x01\x00`),
    Uint8Array.of(header.length & 0xff, header.length >> 8),
    latin1Bytes(header),
    new Uint8Array(numbers.buffer),
  ]);
}
