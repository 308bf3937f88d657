import { viewOf } from "./bytes.ts";

/** A value in a TIFF directory. */
export interface Field {
  /** Its type, as TIFF numbers them. */
  type: number;
  /** Its numbers, in little-endian order. */
  bytes: Uint8Array;
  /** Where it stood, counted from the start of the block. */
  origin?: number;
}

/** The numbers that a value of a type is made of. */
interface FieldType {
  /** Bytes of each number. */
  size: number;
  /** How many make one value. */
  numbers: number;
}

/** 1-2 byte and text, 3 short, 4 long, 5 fraction; 6-10 the same, signed; 11-12 floating point, 13 pointer. */
const TYPES: Record<number, FieldType | undefined> = {
  1: { size: 1, numbers: 1 },
  2: { size: 1, numbers: 1 },
  3: { size: 2, numbers: 1 },
  4: { size: 4, numbers: 1 },
  5: { size: 4, numbers: 2 },
  6: { size: 1, numbers: 1 },
  7: { size: 1, numbers: 1 },
  8: { size: 2, numbers: 1 },
  9: { size: 4, numbers: 1 },
  10: { size: 4, numbers: 2 },
  11: { size: 4, numbers: 1 },
  12: { size: 8, numbers: 1 },
  13: { size: 4, numbers: 1 },
};
const BYTE = 1;
const SHORT = 3;
const LONG = 4;
const RATIONAL = 5;
const UNDEFINED = 7;

/**
 * What the values of a type are made of.
 *
 * @param type The type, as TIFF numbers them.
 * @returns The size of a number, and how many make a value; undefined for a
 * type that TIFF does not have.
 */
export function fieldType(type: number): FieldType | undefined {
  return TYPES[type];
}

/**
 * Turns the bytes of each number around.
 *
 * @param bytes The numbers.
 * @param size Bytes of each.
 * @returns The numbers in the other byte order; the same array if they are single bytes.
 */
export function swapped(bytes: Uint8Array, size: number): Uint8Array {
  if (size === 1) return bytes;
  return bytes.map((_, i) => bytes[i - i % size + size - 1 - i % size]);
}

/**
 * Bytes as a value.
 *
 * @param bytes The bytes.
 * @param isOpaque Whether they are of TIFF's type "undefined", not "byte".
 * @returns The value.
 */
export function bytesField(bytes: Uint8Array, isOpaque = false): Field {
  return { type: isOpaque ? UNDEFINED : BYTE, bytes };
}

/**
 * A whole number of 16 bits as a value.
 *
 * @param value The number.
 * @returns The value.
 */
export function shortField(value: number): Field {
  return { type: SHORT, bytes: Uint8Array.of(value, value >> 8) };
}

/**
 * A whole number of 32 bits as a value.
 *
 * @param value The number.
 * @returns The value.
 */
export function longField(value: number): Field {
  const bytes = new Uint8Array(4);
  viewOf(bytes).setUint32(0, value, true);
  return { type: LONG, bytes };
}

/**
 * A number as a value, in thousandths.
 *
 * @param value The number, not negative.
 * @returns The value.
 */
export function rationalField(value: number): Field {
  const bytes = new Uint8Array(8);
  viewOf(bytes).setUint32(0, Math.round(value * 1000), true);
  viewOf(bytes).setUint32(4, 1000, true);
  return { type: RATIONAL, bytes };
}

/**
 * Reads a value as a number.
 *
 * @param field The value.
 * @returns Its first number; undefined if it is neither whole nor a fraction.
 */
export function numberOf({ type, bytes }: Field): number | undefined {
  const view = viewOf(bytes);
  if (type === SHORT) return view.getUint16(0, true);
  if (type === LONG) return view.getUint32(0, true);
  if (type !== RATIONAL) return undefined;
  return view.getUint32(0, true) / view.getUint32(4, true);
}
