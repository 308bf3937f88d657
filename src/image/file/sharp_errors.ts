import type { FileKind } from "./file_kind.ts";

/** What the library says of JPEG files without an end. */
const CUT_SHORT = /premature end of JPEG/i;
/** What it says where it made up pixels of a JPEG. Needless bytes before the end are common and harmless. */
const MADE_UP =
  /Corrupt JPEG data: (?!\d+ extraneous bytes before marker 0xd9)/;
/** What it says of kinds of TIFF that it does not know, and of some damaged files. */
const UNKNOWN =
  /unsupported|not configured|not a whole number|out of range|bad labq/i;

/**
 * Puts the errors of the library that reads picture files into words.
 *
 * @param kind The kind of file that it reads.
 * @param reading What it does.
 * @returns What comes of it.
 * @throws {TypeError} If it fails; the message is the end of a sentence.
 */
export async function explaining<T>(
  kind: FileKind,
  reading: Promise<T>,
): Promise<T> {
  try {
    return await reading;
  } catch (cause) {
    const { message } = cause as Error;
    const isUnknown = kind === "tiff" && UNKNOWN.test(message);
    throw new TypeError(
      CUT_SHORT.test(message)
        ? "is cut short"
        : isUnknown
        ? "is a TIFF file of a kind that cannot be read, or damaged"
        : "is damaged and cannot be read",
      { cause },
    );
  }
}

/**
 * Tells whether what the library warns of in a JPEG file means that pixels are
 * lost.
 *
 * @param warning What it says.
 * @returns Whether the file is to be refused.
 */
export function isDamage({ message }: Error): boolean {
  return CUT_SHORT.test(message) || MADE_UP.test(message);
}
