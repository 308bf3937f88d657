import { concatenated, latin1, latin1Bytes, viewOf } from "./bytes.ts";
import type { Metadata } from "./metadata.ts";

const HEADER = 12;
const CHUNK_HEADER = 8;
const EXTENDED_LENGTH = 10;
/** The bits of the extended header that say what the file has. */
const HAS = { profile: 0x20, exif: 0x08, xmp: 0x04 };

/**
 * Puts metadata into a WebP file that has none. WebP says its resolution only
 * within EXIF.
 *
 * @param webp The file's content.
 * @param size Columns and rows of its picture.
 * @param metadata What to say.
 * @returns The content with the metadata.
 */
export function withWebpMetadata(
  webp: Uint8Array,
  size: { width: number; height: number },
  { profile, exif, xmp }: Metadata,
): Uint8Array {
  if (!profile && !exif && !xmp) return webp;
  const { extended, rest } = extendedHeader(webp, size);
  if (profile) extended[0] |= HAS.profile;
  if (exif) extended[0] |= HAS.exif;
  if (xmp) extended[0] |= HAS.xmp;
  const parts = [
    latin1Bytes("WEBP"),
    ...chunk("VP8X", extended),
    ...(profile ? chunk("ICCP", profile) : []),
    rest,
    ...(exif ? chunk("EXIF", exif) : []),
    ...(xmp ? chunk("XMP ", xmp) : []),
  ];
  return concatenated(chunk("RIFF", concatenated(parts)));
}

/** The extended header, which a file without opacity may lack, and the chunks after it. */
function extendedHeader(
  webp: Uint8Array,
  { width, height }: { width: number; height: number },
): { extended: Uint8Array; rest: Uint8Array } {
  if (latin1(webp, HEADER, HEADER + 4) === "VP8X") {
    const end = HEADER + CHUNK_HEADER + EXTENDED_LENGTH;
    const extended = webp.slice(HEADER + CHUNK_HEADER, end);
    return { extended, rest: webp.subarray(end) };
  }
  const extended = new Uint8Array(EXTENDED_LENGTH);
  // Sides less one, of 24 bits each, behind the flags and three bytes of nothing.
  viewOf(extended).setUint32(4, width - 1, true);
  viewOf(extended).setUint16(7, height - 1, true);
  return { extended, rest: webp.subarray(HEADER) };
}

/** Name, length and content, which is padded to an even length. */
function chunk(name: string, data: Uint8Array): Uint8Array[] {
  const head = new Uint8Array(CHUNK_HEADER);
  head.set(latin1Bytes(name));
  viewOf(head).setUint32(4, data.length, true);
  return [head, data, new Uint8Array(data.length % 2)];
}
