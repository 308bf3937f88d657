import { concatenated, latin1Bytes, viewOf } from "./bytes.ts";
import type { Metadata } from "./metadata.ts";

const SOI = Uint8Array.of(0xff, 0xd8);
const APP0 = 0xe0;
const APP1 = 0xe1;
const APP2 = 0xe2;
const EXIF_NAME = "Exif\0\0";
const XMP_NAME = "http://ns.adobe.com/xap/1.0/\0";
const ICC_NAME = "ICC_PROFILE\0";
/** A segment says its length in 16 bits, these two bytes included. */
const LONGEST_SEGMENT = 0xffff - 2;
const DOTS_AN_INCH = 1;

/**
 * Puts metadata into a JPEG file that has none, not even a JFIF header. EXIF
 * and XMP that are longer than a segment holds are left out.
 *
 * @param jpeg The file's content.
 * @param metadata What to say.
 * @returns The content with the metadata.
 */
export function withJpegMetadata(
  jpeg: Uint8Array,
  { profile, exif, xmp, density }: Metadata,
): Uint8Array {
  return concatenated([
    SOI,
    ...segment(APP0, "JFIF\0", jfifHeader(density)),
    ...(exif ? segment(APP1, EXIF_NAME, exif) : []),
    ...(xmp ? segment(APP1, XMP_NAME, xmp) : []),
    ...(profile ? profileSegments(profile) : []),
    jpeg.subarray(SOI.length),
  ]);
}

/** Version 1.01, the resolution, and no thumbnail. */
function jfifHeader(density?: number): Uint8Array {
  const header = Uint8Array.of(1, 1, 0, 0, 1, 0, 1, 0, 0);
  const dots = Math.round(density ?? 0);
  if (dots > 0 && dots <= 0xffff) {
    header[2] = DOTS_AN_INCH;
    viewOf(header).setUint16(3, dots);
    viewOf(header).setUint16(5, dots);
  }
  return header;
}

/** A profile takes as many segments as it needs, each with its number and how many there are. */
function profileSegments(profile: Uint8Array): Uint8Array[] {
  const longest = LONGEST_SEGMENT - ICC_NAME.length - 2;
  const count = Math.ceil(profile.length / longest);
  if (count > 255) return [];
  return Array.from({ length: count }, (_, i) => {
    const name = `${ICC_NAME}${String.fromCharCode(i + 1, count)}`;
    const part = profile.subarray(i * longest, (i + 1) * longest);
    return segment(APP2, name, part);
  }).flat();
}

/** Marker, length, name and content; nothing if that is too long. */
function segment(marker: number, name: string, data: Uint8Array): Uint8Array[] {
  const length = name.length + data.length;
  if (length > LONGEST_SEGMENT) return [];
  const head = Uint8Array.of(0xff, marker, (length + 2) >> 8, length + 2);
  return [head, latin1Bytes(name), data];
}
