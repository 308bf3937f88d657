import { viewOf } from "../image/file/bytes.ts";
import { KernelFileError } from "./kernel_file_error.ts";

/** What an element of a MATLAB file holds, of what is read here. */
export const ELEMENT = {
  int8: 1,
  int32: 5,
  uint32: 6,
  double: 9,
  matrix: 14,
  compressed: 15,
} as const;

/** A piece of a MATLAB file; matrices consist of such pieces in turn. */
export interface Element {
  /** What it holds, one of {@linkcode ELEMENT} or another. */
  type: number;
  /** Its content. */
  data: Uint8Array;
}

/** Kind and length, four bytes each. */
const TAG = 8;
/** Where elements begin, except after compressed ones. */
const UNIT = 8;

/**
 * Takes a part of a MATLAB file apart.
 *
 * @param bytes Elements one after the other.
 * @param isLittleEndian Whether the lowest byte of a number is the first.
 * @returns The elements.
 * @throws {KernelFileError} If the one that is asked for is not whole.
 */
export function* matElements(
  bytes: Uint8Array,
  isLittleEndian: boolean,
): Generator<Element, undefined> {
  const view = viewOf(bytes);
  for (let at = 0; at < bytes.length;) {
    if (at + TAG > bytes.length) throw new KernelFileError("is cut short");
    const first = view.getUint32(at, isLittleEndian);
    // A small element has its length in the upper half, and lies within the tag.
    const isSmall = first >>> 16 > 0;
    const type = isSmall ? first & 0xffff : first;
    const length = isSmall
      ? first >>> 16
      : view.getUint32(at + 4, isLittleEndian);
    const start = isSmall ? at + 4 : at + TAG;
    if (isSmall && length > 4) throw new KernelFileError("is damaged");
    const end = start + length;
    if (end > bytes.length) throw new KernelFileError("is cut short");
    yield { type, data: bytes.subarray(start, end) };
    at = type === ELEMENT.compressed ? end : Math.ceil(end / UNIT) * UNIT;
  }
}
