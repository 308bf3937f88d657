import {
  concatenated,
  latin1,
  latin1Bytes,
  viewOf,
} from "../image/file/bytes.ts";
import type { Kernel } from "../mlmc/kernel.ts";
import { inflatedStart } from "./inflated_start.ts";
import { KernelFileError } from "./kernel_file_error.ts";
import { ELEMENT, type Element, matElements } from "./mat_elements.ts";
import { checkSides, type Matrix } from "./matrix.ts";
import {
  NUMBER_TYPES,
  type NumberType,
  storedMatrix,
} from "./stored_numbers.ts";

/** What a kernel is called, in our files and the reference implementation's. */
const NAME = "Kernel";
/** Text, version and byte order, before the first element. */
const HEADER = 128;
/** Of a compressed variable no more is read: four times the largest kernel. */
const MOST_BYTES = 2 ** 17;
const COMPLEX = 0x800;
const DOUBLE_CLASS = 6;
/** Classes of numbers: double to uint64. */
const NUMERIC = [DOUBLE_CLASS, 15];
/** What numbers may be stored as, whatever the class of their matrix. */
const STORED: Record<number, NumberType> = {
  1: NUMBER_TYPES.i1,
  2: NUMBER_TYPES.u1,
  3: NUMBER_TYPES.i2,
  4: NUMBER_TYPES.u2,
  5: NUMBER_TYPES.i4,
  6: NUMBER_TYPES.u4,
  7: NUMBER_TYPES.f4,
  9: NUMBER_TYPES.f8,
  12: NUMBER_TYPES.i8,
  13: NUMBER_TYPES.u8,
};

/** A variable of a file. */
interface Variable {
  name: string;
  /** Rows and columns, and more in the case of a cube. */
  sides: number[];
  /** Whether it holds real numbers, rather than text or the like. */
  isReal: boolean;
  /** What is left to be read of it, the numbers first. */
  rest: Iterator<Element, undefined>;
}

/**
 * Reads a MATLAB file of level 5, the versions 5 to 7.
 *
 * @param bytes The file's content.
 * @returns The variable `Kernel`; if there is none, the only real matrix.
 * @throws {KernelFileError} If it is no such file or has no such variable.
 */
export async function readMat(bytes: Uint8Array): Promise<Matrix> {
  const isLittleEndian = byteOrder(bytes);
  const matrices: Variable[] = [];
  const elements = matElements(bytes.subarray(HEADER), isLittleEndian);
  for (const element of elements) {
    const variable = await variableOf(element, isLittleEndian);
    const isMatrix = variable?.isReal && variable.sides.length === 2;
    if (variable?.name === NAME) {
      if (isMatrix) return numbersOf(variable, isLittleEndian);
      throw new KernelFileError(`has a ${NAME} that is no real matrix`);
    }
    // More than two tell nothing more, and would take memory.
    if (isMatrix && matrices.length < 2) matrices.push(variable);
  }
  if (matrices.length === 1) return numbersOf(matrices[0], isLittleEndian);
  throw new KernelFileError(
    matrices.length === 0
      ? "holds no real matrix"
      : `holds several matrices, none of them named ${NAME}`,
  );
}

/** Whether the lowest byte of a number is the first. */
function byteOrder(bytes: Uint8Array): boolean {
  const mark = latin1(bytes, HEADER - 2, HEADER);
  if (mark !== "IM" && mark !== "MI") {
    throw new KernelFileError("is not a MATLAB file of level 5");
  }
  const isLittleEndian = mark === "IM";
  const version = viewOf(bytes).getUint16(HEADER - 4, isLittleEndian);
  if (version === 0x200) {
    throw new KernelFileError("is a file of MATLAB 7.3 (save it with -v7)");
  }
  return isLittleEndian;
}

/** What an element of the file says of its variable; undefined if it holds none. */
async function variableOf(
  { type, data }: Element,
  isLittleEndian: boolean,
): Promise<Variable | undefined> {
  if (type === ELEMENT.matrix) return described(data, isLittleEndian);
  if (type !== ELEMENT.compressed) return undefined;
  const start = await inflatedStart(data, MOST_BYTES);
  if (start.length < 8) throw new KernelFileError("is damaged");
  if (viewOf(start).getUint32(0, isLittleEndian) !== ELEMENT.matrix) {
    return undefined;
  }
  return described(start.subarray(8), isLittleEndian);
}

function described(data: Uint8Array, isLittleEndian: boolean): Variable {
  const rest = matElements(data, isLittleEndian);
  const [flags, sides, name] = Array.from(
    { length: 3 },
    () => rest.next().value,
  );
  const isWhole = flags?.type === ELEMENT.uint32 && flags.data.length >= 8 &&
    sides?.type === ELEMENT.int32 && name !== undefined;
  if (!isWhole) throw new KernelFileError("is damaged");
  const flag = viewOf(flags.data).getUint32(0, isLittleEndian);
  const [least, most] = NUMERIC;
  const isNumeric = (flag & 0xff) >= least && (flag & 0xff) <= most;
  const view = viewOf(sides.data);
  return {
    name: latin1(name.data, 0, name.data.length),
    sides: Array.from(
      { length: sides.data.length >> 2 },
      (_, i) => view.getUint32(4 * i, isLittleEndian),
    ),
    isReal: isNumeric && (flag & COMPLEX) === 0,
    rest,
  };
}

function numbersOf(
  { sides, rest }: Variable,
  isLittleEndian: boolean,
): Matrix {
  const [rows, columns] = sides;
  checkSides(rows, columns);
  const numbers = rest.next().value;
  const type = numbers && STORED[numbers.type];
  if (!type) throw new KernelFileError("is damaged");
  const layout = { rows, columns, isByColumns: true, type, isLittleEndian };
  return storedMatrix(numbers.data, layout);
}

/**
 * Writes a kernel as a MATLAB file of version 5.
 *
 * @param kernel The kernel.
 * @returns The file's content: the variable `Kernel`, a matrix of doubles.
 */
export function writeMat({ size, data }: Kernel): Uint8Array {
  const columns = Float64Array.from(
    data,
    (_, i) => data[(i % size) * size + Math.floor(i / size)],
  );
  const matrix = element(
    ELEMENT.matrix,
    concatenated([
      element(ELEMENT.uint32, stored("Uint32", [DOUBLE_CLASS, 0])),
      element(ELEMENT.int32, stored("Int32", [size, size])),
      element(ELEMENT.int8, latin1Bytes(NAME)),
      element(ELEMENT.double, stored("Float64", columns)),
    ]),
  );
  const text = latin1Bytes("MATLAB 5.0 MAT-file, written by mlmc");
  const header = new Uint8Array(HEADER).fill(0x20);
  header.set(text);
  // No other parts of a file, version 1, lowest bytes first.
  header.fill(0, 116, 124);
  header.set([0x00, 0x01, ...latin1Bytes("IM")], 124);
  return concatenated([header, matrix]);
}

/** Kind, length and content, filled up to eight bytes. */
function element(type: number, data: Uint8Array): Uint8Array {
  const padding = new Uint8Array((8 - data.length % 8) % 8);
  const tag = stored("Uint32", [type, data.length]);
  return concatenated([tag, data, padding]);
}

function stored(
  type: "Uint32" | "Int32" | "Float64",
  numbers: ArrayLike<number>,
): Uint8Array {
  const bytes = type === "Float64" ? 8 : 4;
  const view = new DataView(new ArrayBuffer(bytes * numbers.length));
  for (let i = 0; i < numbers.length; i++) {
    view[`set${type}`](i * bytes, numbers[i], true);
  }
  return new Uint8Array(view.buffer);
}
