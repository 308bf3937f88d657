import { concatenated, viewOf } from "./bytes.ts";
import { resolutionFields } from "./exif.ts";
import type { Metadata } from "./metadata.ts";
import {
  type Directory,
  readTiffBlock,
  writeDirectory,
} from "./tiff_directory.ts";
import { bytesField } from "./tiff_field.ts";

const XMP = 0x2bc;
const ICC_PROFILE = 0x8773;
const RESOLUTION = resolutionFields(0).map(([tag]) => tag);

/**
 * Puts metadata into a TIFF file in place of its resolution: a new first
 * directory at its end takes the old one's place.
 *
 * @param tiff The file's content.
 * @param metadata What to say.
 * @returns The content with the metadata.
 */
export function withTiffMetadata(
  tiff: Uint8Array,
  { profile, exif, xmp, density }: Metadata,
): Uint8Array {
  const { directory, isLittleEndian } = readTiffBlock(tiff)!;
  for (const tag of RESOLUTION) directory.delete(tag);
  const merged: Directory = new Map([
    ...(exif ? readTiffBlock(exif)?.directory ?? [] : []),
    ...directory,
    ...resolutionFields(density),
  ]);
  if (xmp) merged.set(XMP, bytesField(xmp));
  if (profile) merged.set(ICC_PROFILE, bytesField(profile, true));
  const padding = new Uint8Array(tiff.length % 2);
  const end = tiff.length + padding.length;
  const added = writeDirectory({ directory: merged, isLittleEndian }, end);
  const whole = concatenated([tiff, padding, added]);
  viewOf(whole).setUint32(4, end, isLittleEndian);
  return whole;
}
