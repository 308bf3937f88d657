import { CheckpointError, printable } from "./checkpoint_error.ts";
import type { ElementType } from "./element_types.ts";

/** A tensor out of a file. */
export interface StoredTensor {
  /** As PyTorch orders the axes. */
  shape: number[];
  /** The numbers, the last axis varying fastest. */
  data: Float32Array;
}

/** Where the numbers of a tensor lie in a file. */
export interface Layout {
  /** What they are stored as. */
  type: ElementType;
  /** The part of the file that they lie in. */
  bytes: Uint8Array;
  /** Where the first is, in numbers. */
  offset: unknown;
  /** Length of each axis. */
  shape: readonly unknown[];
  /** Numbers from one place to the next along each axis. */
  strides: readonly unknown[];
}

/** More axes than any weight has. */
const MOST_AXES = 8;

/** Takes tensors out of a file, no more numbers in all than it has bytes. */
export class TensorReader {
  #left: number;

  /**
   * Makes a reader.
   *
   * @param size Bytes of the file.
   */
  constructor(size: number) {
    this.#left = size;
  }

  /**
   * Reads a tensor.
   *
   * @param name What it is called.
   * @param layout Where it lies.
   * @returns The tensor.
   * @throws {CheckpointError} If it cannot lie there.
   */
  read(name: string, layout: Layout): StoredTensor {
    if (!fits(layout)) {
      throw new CheckpointError(
        `is damaged: ${printable(name)} does not fit into the file`,
      );
    }
    const shape = [...layout.shape];
    this.#left -= product(shape);
    if (this.#left < 0) {
      throw new CheckpointError("holds more weights than its size allows");
    }
    return { shape, data: gather(layout) };
  }
}

/** A layout whose places are whole numbers and lie in the file. */
type SoundLayout = Layout & {
  offset: number;
  shape: readonly number[];
  strides: readonly number[];
};

function fits(layout: Layout): layout is SoundLayout {
  const { type, bytes, offset, shape, strides } = layout;
  if (!isShape(shape) || !isShape(strides) || !isSize(offset)) return false;
  if (shape.length !== strides.length) return false;
  const count = Math.floor(bytes.length / type.bytes);
  const numbers = product(shape);
  const last = shape.reduce((at, n, i) => at + (n - 1) * strides[i], offset);
  // As many numbers as there are, so that none is told over and over.
  return numbers === 0 || numbers <= count && last < count;
}

/**
 * Whether a value is a count, a length or a place.
 *
 * @param value Any value.
 * @returns Whether it is a whole number, not below 0.
 */
export function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && value as number >= 0;
}

/**
 * Whether a value is a list of lengths or strides.
 *
 * @param value Any value.
 * @returns Whether it is, and no longer than that of any weight.
 */
export function isShape(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length <= MOST_AXES &&
    value.every(isSize);
}

/**
 * How many numbers a tensor has.
 *
 * @param shape Length of each axis.
 * @returns Their product.
 */
export function product(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}

/**
 * The strides of numbers that lie close together.
 *
 * @param shape Length of each axis.
 * @returns Numbers from one place to the next along each axis.
 */
export function denseStrides(shape: readonly number[]): number[] {
  return shape.map((_, i) => product(shape.slice(i + 1)));
}

function gather(
  { type, bytes, offset, shape, strides }: SoundLayout,
): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const data = new Float32Array(product(shape));
  const place = shape.map(() => 0);
  let at = offset;
  for (let i = 0; i < data.length; i++) {
    data[i] = type.read(view, at * type.bytes);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += strides[axis];
      if (++place[axis] < shape[axis]) break;
      at -= strides[axis] * shape[axis];
      place[axis] = 0;
    }
  }
  return data;
}
