import {
  type Directory,
  EXIF_POINTER,
  readTiffBlock,
  writeTiffBlock,
} from "./tiff_directory.ts";
import {
  type Field,
  longField,
  numberOf,
  rationalField,
  shortField,
} from "./tiff_field.ts";

const ORIENTATION = 0x112;
const X_RESOLUTION = 0x11a;
const Y_RESOLUTION = 0x11b;
const RESOLUTION_UNIT = 0x128;
const PIXEL_X_DIMENSION = 0xa002;
const PIXEL_Y_DIMENSION = 0xa003;
const INCH = 2;
const CENTIMETRE = 3;

/**
 * What baseline TIFF and EXIF say about a picture as such: names, camera, time,
 * author and the like. All other tags as low tell how its pixels are stored, or
 * what its profile tells better.
 */
const DESCRIPTIVE = new Set([
  0x10d, // document name
  0x10e, // description
  0x10f, // make
  0x110, // model
  ORIENTATION,
  0x11d, // page name
  0x131, // software
  0x132, // date and time
  0x13b, // artist
  0x13c, // host computer
]);
const LAST_BASELINE = 0x2bc;
/** Later tags that are about the stored pixels, or are carried or left out for themselves. */
const STRUCTURAL = new Set([
  0x828d, // colour filter array: its size
  0x828e, // colour filter array
  0x830e, // GeoTIFF: size of a pixel
  0x8482, // GeoTIFF: tie points
  0x83bb, // IPTC
  0x8480, // Intergraph's matrix
  0x85d8, // GeoTIFF: transformation
  0x8649, // Photoshop's blocks
  0x8773, // ICC profile
  0x87af, // GeoTIFF: keys
  0x87b0, // GeoTIFF: numbers
  0x87b1, // GeoTIFF: texts
  0x935c, // Photoshop's layers
]);
/** DNG and makers' private tags begin here. */
const FIRST_PRIVATE = 0xc4a6;

/** What an EXIF block says of use to us. */
export interface ExifFacts {
  /** How the picture is to be turned, 1..8 as EXIF numbers it. */
  orientation?: number;
  /** Dots per inch. */
  density?: number;
}

/**
 * Reads from an EXIF block, or a TIFF file, how the picture lies.
 *
 * @param block The block, from its byte order mark on.
 * @returns What it says; nothing if it is malformed.
 */
export function exifFacts(block: Uint8Array): ExifFacts {
  const directory = readTiffBlock(block)?.directory;
  if (!directory) return {};
  const orientation = numberAt(directory, ORIENTATION);
  const resolution = numberAt(directory, X_RESOLUTION);
  const unit = numberAt(directory, RESOLUTION_UNIT) ?? INCH;
  const perInch = unit === INCH ? 1 : unit === CENTIMETRE ? 2.54 : 0;
  const density = resolution && resolution * perInch;
  return {
    ...(orientation ? { orientation } : {}),
    ...(density && Number.isFinite(density) ? { density } : {}),
  };
}

/**
 * Takes from an EXIF block, or a TIFF file, what holds for the upright picture
 * however it is stored. The thumbnail is left out, and so is the resolution,
 * which a picture has for itself.
 *
 * @param block The block, from its byte order mark on.
 * @returns A block; undefined if nothing is left, or the block is malformed.
 */
export function descriptiveExif(block: Uint8Array): Uint8Array | undefined {
  const read = readTiffBlock(block);
  if (!read) return undefined;
  const { directory, isLittleEndian } = read;
  const kept: Directory = new Map(
    [...directory].filter(([tag]) => isDescriptive(tag)),
  );
  if (kept.has(ORIENTATION)) {
    kept.delete(ORIENTATION);
    if (kept.size > 0) kept.set(ORIENTATION, shortField(1));
  }
  return kept.size === 0
    ? undefined
    : writeTiffBlock({ directory: kept, isLittleEndian });
}

function isDescriptive(tag: number): boolean {
  return tag <= LAST_BASELINE
    ? DESCRIPTIVE.has(tag)
    : tag < FIRST_PRIVATE && !STRUCTURAL.has(tag);
}

/**
 * Fits an EXIF block to a picture.
 *
 * @param block The block, from its byte order mark on.
 * @param size Columns and rows of the picture.
 * @param density Its dots per inch, if known.
 * @returns A block with these numbers; undefined if the block is malformed.
 */
export function fittedExif(
  block: Uint8Array,
  { width, height }: { width: number; height: number },
  density?: number,
): Uint8Array | undefined {
  const read = readTiffBlock(block);
  if (!read) return undefined;
  const { directory } = read;
  const exif = directory.get(EXIF_POINTER);
  if (exif instanceof Map) {
    exif.set(PIXEL_X_DIMENSION, longField(width));
    exif.set(PIXEL_Y_DIMENSION, longField(height));
  }
  for (const [tag, field] of resolutionFields(density)) {
    directory.set(tag, field);
  }
  return writeTiffBlock(read);
}

/**
 * Makes an EXIF block that says nothing but the resolution.
 *
 * @param density Dots per inch, if known.
 * @returns The block; undefined if there is nothing to say.
 */
export function densityExif(density?: number): Uint8Array | undefined {
  const directory = new Map(resolutionFields(density));
  return directory.size === 0
    ? undefined
    : writeTiffBlock({ directory, isLittleEndian: true });
}

/**
 * A resolution as TIFF says it.
 *
 * @param density Dots per inch, if known.
 * @returns Tags and values.
 */
export function resolutionFields(density?: number): [number, Field][] {
  return density === undefined ? [] : [
    [X_RESOLUTION, rationalField(density)],
    [Y_RESOLUTION, rationalField(density)],
    [RESOLUTION_UNIT, shortField(INCH)],
  ];
}

function numberAt(directory: Directory, tag: number): number | undefined {
  const value = directory.get(tag);
  return value && !(value instanceof Map) ? numberOf(value) : undefined;
}
