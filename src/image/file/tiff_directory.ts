import { viewOf } from "./bytes.ts";
import { type Field, fieldType, longField, swapped } from "./tiff_field.ts";

/** The values of a TIFF directory by their tags; a pointer's is the directory that it leads to. */
export type Directory = Map<number, Field | Directory>;

/** A TIFF file or an EXIF block: its first directory, and its byte order. */
export interface TiffBlock {
  /** The first directory. */
  directory: Directory;
  /** Whether the low byte of a number comes first. */
  isLittleEndian: boolean;
}

/** The tag of the pointer from the first directory to EXIF's. */
export const EXIF_POINTER = 0x8769;
/** Pointers that are followed: EXIF, GPS, interoperability. */
const POINTERS = [EXIF_POINTER, 0x8825, 0xa005];
/** How deep they lead: first directory, EXIF, interoperability. */
const DEEPEST = 3;
const HEADER = 8;
/** Up to here the origin of a maker's note is kept. */
const ORIGIN_LIMIT = 2 ** 16;
const MAKER_NOTE = 0x927c;

/**
 * Reads the first directory of a TIFF file or EXIF block, with the EXIF, GPS
 * and interoperability directories that it leads to. Values that lie outside
 * the block are left out.
 *
 * @param block The block, from its byte order mark on.
 * @returns What it says; undefined if it is no such block, or its values overlap.
 */
export function readTiffBlock(block: Uint8Array): TiffBlock | undefined {
  if (block.length < HEADER) return undefined;
  const view = viewOf(block);
  const isLittleEndian = view.getUint16(0) === 0x4949;
  if (!isLittleEndian && view.getUint16(0) !== 0x4d4d) return undefined;
  if (view.getUint16(2, isLittleEndian) !== 42) return undefined;
  const reader = { block, view, isLittleEndian, left: block.length };
  const first = view.getUint32(4, isLittleEndian);
  const directory = readDirectory(reader, first, 1);
  // Values that add up to more than the block would swell when written.
  return reader.left < 0 ? undefined : { directory, isLittleEndian };
}

/** A block being read, and how many bytes of values it can still hold. */
interface Reader {
  block: Uint8Array;
  view: DataView;
  isLittleEndian: boolean;
  left: number;
}

function readDirectory(reader: Reader, at: number, depth: number): Directory {
  const { view, isLittleEndian } = reader;
  const directory: Directory = new Map();
  if (at + 2 > view.byteLength) return directory;
  const end = at + 2 + 12 * view.getUint16(at, isLittleEndian);
  for (let entry = at + 2; entry < end; entry += 12) {
    if (entry + 12 > view.byteLength || reader.left < 0) break;
    const tag = view.getUint16(entry, isLittleEndian);
    if (POINTERS.includes(tag) && depth < DEEPEST) {
      const next = view.getUint32(entry + 8, isLittleEndian);
      const found = readDirectory(reader, next, depth + 1);
      if (found.size > 0) directory.set(tag, found);
    } else {
      const field = readField(reader, entry);
      if (field) directory.set(tag, field);
    }
  }
  return directory;
}

function readField(reader: Reader, entry: number): Field | undefined {
  const { block, view, isLittleEndian } = reader;
  const type = view.getUint16(entry + 2, isLittleEndian);
  const { size, numbers } = fieldType(type) ?? { size: 0, numbers: 0 };
  const length = size * numbers * view.getUint32(entry + 4, isLittleEndian);
  const origin = length > 4
    ? view.getUint32(entry + 8, isLittleEndian)
    : entry + 8;
  if (length === 0 || origin + length > block.length) return undefined;
  reader.left -= length;
  if (reader.left < 0) return undefined;
  const bytes = block.subarray(origin, origin + length);
  return { type, bytes: isLittleEndian ? bytes : swapped(bytes, size), origin };
}

/**
 * Writes a directory and those below it, to stand at an offset of a block.
 *
 * @param block The directory and the byte order.
 * @param start The offset; it must be even.
 * @returns The bytes from the offset on, first those of the directory itself.
 */
export function writeDirectory(
  { directory, isLittleEndian }: TiffBlock,
  start: number,
): Uint8Array {
  const writer: Writer = { parts: [], end: start, isLittleEndian };
  placeDirectory(writer, directory);
  const bytes = new Uint8Array(writer.end - start);
  for (const [at, part] of writer.parts) bytes.set(part, at - start);
  return bytes;
}

/**
 * Writes a directory and those below it as a block of its own.
 *
 * @param block The directory and the byte order.
 * @returns The block, from its byte order mark on.
 */
export function writeTiffBlock(block: TiffBlock): Uint8Array {
  const body = writeDirectory(block, HEADER);
  const bytes = new Uint8Array(HEADER + body.length);
  const view = viewOf(bytes);
  view.setUint16(0, block.isLittleEndian ? 0x4949 : 0x4d4d);
  view.setUint16(2, 42, block.isLittleEndian);
  view.setUint32(4, HEADER, block.isLittleEndian);
  bytes.set(body, HEADER);
  return bytes;
}

/** A block being written: its pieces, where each stands, and where the next can. */
interface Writer {
  parts: [at: number, bytes: Uint8Array][];
  end: number;
  isLittleEndian: boolean;
}

function place(writer: Writer, bytes: Uint8Array, at = writer.end): number {
  writer.parts.push([at, bytes]);
  writer.end = at + bytes.length + bytes.length % 2;
  return at;
}

/** The table with its values of up to four bytes; longer ones follow it. */
function placeDirectory(writer: Writer, directory: Directory): number {
  const table = new Uint8Array(2 + 12 * directory.size + 4);
  const at = place(writer, table);
  const view = viewOf(table);
  const isLittle = writer.isLittleEndian;
  view.setUint16(0, directory.size, isLittle);
  const tags = [...directory.keys()].sort((a, b) => a - b);
  tags.forEach((tag, i) => {
    const value = directory.get(tag)!;
    const field = value instanceof Map
      ? longField(placeDirectory(writer, value))
      : value;
    const { size, numbers } = fieldType(field.type)!;
    const entry = 2 + 12 * i;
    view.setUint16(entry, tag, isLittle);
    view.setUint16(entry + 2, field.type, isLittle);
    view.setUint32(entry + 4, field.bytes.length / size / numbers, isLittle);
    const bytes = isLittle ? field.bytes : swapped(field.bytes, size);
    if (bytes.length <= 4) table.set(bytes, entry + 8);
    else {
      const where = place(writer, bytes, placeOf(writer, tag, field));
      view.setUint32(entry + 8, where, isLittle);
    }
  });
  return at;
}

/** A maker's note counts its own offsets from the start of the block, so it stays where it was if it can. */
function placeOf({ end }: Writer, tag: number, { origin = 0 }: Field): number {
  const canStay = tag === MAKER_NOTE && origin >= end && origin < ORIGIN_LIMIT;
  return canStay ? origin : end;
}
