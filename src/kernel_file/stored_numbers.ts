import { viewOf } from "../image/file/bytes.ts";
import { KernelFileError } from "./kernel_file_error.ts";
import { checkSides, type Matrix } from "./matrix.ts";

/** A kind of number in a file. */
export interface NumberType {
  /** Bytes of one. */
  bytes: number;
  /** Reads the one that begins at a byte. */
  read(view: DataView, at: number, isLittleEndian: boolean): number;
}

/** All kinds that are read: floating point, signed and unsigned, and the bytes of one. */
export const NUMBER_TYPES: Readonly<Record<string, NumberType>> = {
  f4: { bytes: 4, read: (view, at, little) => view.getFloat32(at, little) },
  f8: { bytes: 8, read: (view, at, little) => view.getFloat64(at, little) },
  i1: { bytes: 1, read: (view, at) => view.getInt8(at) },
  i2: { bytes: 2, read: (view, at, little) => view.getInt16(at, little) },
  i4: { bytes: 4, read: (view, at, little) => view.getInt32(at, little) },
  i8: {
    bytes: 8,
    read: (view, at, little) => Number(view.getBigInt64(at, little)),
  },
  u1: { bytes: 1, read: (view, at) => view.getUint8(at) },
  u2: { bytes: 2, read: (view, at, little) => view.getUint16(at, little) },
  u4: { bytes: 4, read: (view, at, little) => view.getUint32(at, little) },
  u8: {
    bytes: 8,
    read: (view, at, little) => Number(view.getBigUint64(at, little)),
  },
};

/** How the numbers of a matrix lie in a file. */
export interface Layout {
  /** How many rows. */
  rows: number;
  /** How many columns. */
  columns: number;
  /** Whether a column's numbers follow one another, rather than a row's. */
  isByColumns: boolean;
  /** What they are. */
  type: NumberType;
  /** Whether the lowest byte is the first. */
  isLittleEndian: boolean;
}

/**
 * Reads the numbers of a matrix.
 *
 * @param bytes What begins with the numbers.
 * @param layout How they lie.
 * @returns The matrix.
 * @throws {KernelFileError} If there are fewer bytes, or it is too large for a kernel.
 */
export function storedMatrix(bytes: Uint8Array, layout: Layout): Matrix {
  const { rows, columns, isByColumns, type, isLittleEndian } = layout;
  checkSides(rows, columns);
  if (bytes.length < rows * columns * type.bytes) {
    throw new KernelFileError("is cut short");
  }
  const view = viewOf(bytes);
  const data = Float64Array.from({ length: rows * columns }, (_, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    const place = isByColumns ? column * rows + row : i;
    return type.read(view, place * type.bytes, isLittleEndian);
  });
  return { rows, columns, data };
}
