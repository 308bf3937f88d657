import { CheckpointError } from "./checkpoint_error.ts";

/** Reads a file from front to back, and never past its end. */
export class ByteReader {
  /** Where the next byte is taken from. */
  at = 0;
  #bytes: Uint8Array;

  /**
   * Makes a reader.
   *
   * @param bytes The file's content.
   */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /**
   * Takes some bytes.
   *
   * @param count How many.
   * @returns Those bytes of the file, not a copy.
   * @throws {CheckpointError} If there are fewer.
   */
  take(count: number): Uint8Array {
    if (count > this.#bytes.length - this.at) {
      throw new CheckpointError("is cut short");
    }
    return this.#bytes.subarray(this.at, this.at += count);
  }

  /**
   * Takes some bytes as one number.
   *
   * @param count How many.
   * @returns A view of them.
   * @throws {CheckpointError} If there are fewer.
   */
  view(count: number): DataView {
    const { buffer, byteOffset } = this.take(count);
    return new DataView(buffer, byteOffset, count);
  }

  /**
   * Takes a whole number without a sign of up to four bytes, the lowest first.
   *
   * @param count How many bytes: 1, 2 or 4.
   * @returns The number.
   * @throws {CheckpointError} If there are fewer.
   */
  unsigned(count: 1 | 2 | 4): number {
    const view = this.view(count);
    if (count === 1) return view.getUint8(0);
    return count === 2 ? view.getUint16(0, true) : view.getUint32(0, true);
  }

  /**
   * Takes a whole number with a sign, the lowest byte first.
   *
   * @param count How many bytes.
   * @returns The number; as a `bigint` where a `number` is not exact.
   * @throws {CheckpointError} If there are fewer.
   */
  signed(count: number): number | bigint {
    const digits = this.take(count).toReversed();
    let value = 0n;
    for (const digit of digits) value = value << 8n | BigInt(digit);
    value = BigInt.asIntN(8 * count, value);
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }

  /**
   * Takes text.
   *
   * @param count How many bytes.
   * @returns The text.
   * @throws {CheckpointError} If there are fewer, or they are no UTF-8.
   */
  text(count: number): string {
    const bytes = this.take(count);
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })
        .decode(bytes);
    } catch {
      throw new CheckpointError("is damaged: a name in it is no text");
    }
  }

  /**
   * Takes a line of text.
   *
   * @returns The line, without its end.
   * @throws {CheckpointError} If none ends, or it is no UTF-8.
   */
  line(): string {
    const end = this.#bytes.indexOf(NEWLINE, this.at);
    if (end < 0) throw new CheckpointError("is cut short");
    const line = this.text(end - this.at);
    this.at++;
    return line;
  }
}

const NEWLINE = 10;
