import type { Metadata as Header } from "sharp";
import { latin1 } from "./bytes.ts";
import { descriptiveExif, type ExifFacts, exifFacts } from "./exif.ts";
import type { FileKind } from "./file_kind.ts";
import { profileSpace } from "./icc.ts";
import type { Metadata } from "./metadata.ts";
import { pngMetadata } from "./png_metadata.ts";
import type { FileTraits } from "../raster.ts";
import { uprightXmp } from "./xmp.ts";

/** What precedes an EXIF block where JPEG's way of telling it is kept. */
const EXIF_NAME = "Exif\0\0";
/** Colours whose numbers are kept, and so their profile; others are converted. */
const KEPT_COLOURS = ["srgb", "rgb16", "scrgb", "b-w", "grey16"];

/**
 * Gathers what a picture file says besides the pixels.
 *
 * @param bytes The file's content.
 * @param kind Its kind.
 * @param header What the library found in it.
 * @returns What holds for the upright picture, and the orientation of the
 * stored one, as EXIF numbers it.
 */
export async function fileTraits(
  bytes: Uint8Array,
  kind: FileKind,
  header: Header,
): Promise<{ orientation: number; file: FileTraits }> {
  const metadata = kind === "png"
    ? await pngMetadata(bytes)
    : headerMetadata(bytes, kind, header);
  const facts = metadata.exif ? exifFacts(metadata.exif) : {};
  const file: FileTraits = {
    bits: header.depth === "uchar" ? 8 : 16,
    isGrey: header.channels < 3,
    ...upright(metadata, facts),
    ...profileOf(header),
  };
  // The library sees no EXIF behind a PNG's pixels, and has turned AVIF already.
  const orientation = kind === "png" ? facts.orientation : header.orientation;
  return { orientation: orientation ?? 1, file };
}

/** The library reads no EXIF from TIFF, whose directories are an EXIF block themselves. */
function headerMetadata(
  bytes: Uint8Array,
  kind: FileKind,
  { exif, xmp, density, resolutionUnit }: Header,
): Metadata {
  return {
    exif: kind === "tiff" ? bytes : exif && withoutName(exif),
    xmp,
    // Without a unit the density is made up.
    density: resolutionUnit && density,
  };
}

/** All that is there, without the thumbnail and for the upright picture. */
function upright(
  { exif, xmp, density }: Metadata,
  facts: ExifFacts,
): Metadata {
  const kept = exif && descriptiveExif(exif);
  const dots = density ?? facts.density;
  return {
    ...(kept && { exif: kept }),
    ...(xmp && { xmp: uprightXmp(xmp) }),
    ...(dots && { density: dots }),
  };
}

/** The profile, if it is one for the numbers that are kept. */
function profileOf({ icc, space, channels }: Header): Metadata {
  if (!icc || !KEPT_COLOURS.includes(space)) return {};
  const kinds = channels < 3 ? ["RGB ", "GRAY"] : ["RGB "];
  return kinds.includes(profileSpace(icc) ?? "")
    ? { profile: new Uint8Array(icc) }
    : {};
}

function withoutName(exif: Uint8Array): Uint8Array {
  const hasName = latin1(exif, 0, EXIF_NAME.length) === EXIF_NAME;
  return hasName ? exif.subarray(EXIF_NAME.length) : exif;
}
