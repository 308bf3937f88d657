import { convertedToSrgb, spaceOf } from "./colour.ts";
import { densityExif, fittedExif } from "./exif.ts";
import { type ImageFormat, sizeProblem } from "./formats.ts";
import { profileSpace } from "./icc.ts";
import { withJpegMetadata } from "./jpeg_segments.ts";
import type { Metadata } from "./metadata.ts";
import { encodePlainPng, isPlainPicture } from "./plain_png.ts";
import { withPngMetadata } from "./png_metadata.ts";
import type { FileTraits, Raster } from "../raster.ts";
import { type Samples, samplesOf } from "./samples.ts";
import { loadSharp } from "./sharp.ts";
import { withTiffMetadata } from "./tiff_metadata.ts";
import { withWebpMetadata } from "./webp_chunks.ts";

/** How a picture is written. */
export interface EncodeOptions {
  /** 1..100, for JPEG and WebP; 95 where left out. */
  quality?: number;
  /** Whether to leave out all metadata, and make the colours sRGB. */
  strip?: boolean;
}

const QUALITY = 95;
const NO_FILE: FileTraits = { bits: 8, isGrey: false };

/**
 * Writes a picture file. Its `file` decides the bits a channel (16 in PNG and
 * TIFF alone), whether it is grey, and the metadata. JPEG has no opacity: the
 * picture is laid on white. The same picture always gives the same bytes.
 *
 * @example
 * ```ts
 * import { encodeImage } from "@mlmc/cli";
 *
 * const grey = new Float32Array(4 * 4 * 3).fill(0.5);
 * const bytes = await encodeImage({ width: 4, height: 4, data: grey }, "png");
 * console.assert(bytes[1] === "P".charCodeAt(0));
 * ```
 *
 * @param raster The picture; values outside 0..1 are cut off.
 * @param format The kind of file.
 * @param options How it is written.
 * @returns The file's content.
 * @throws {RangeError} If the format cannot hold so large a picture.
 */
export async function encodeImage(
  raster: Raster,
  format: ImageFormat,
  { quality = QUALITY, strip = false }: EncodeOptions = {},
): Promise<Uint8Array> {
  const problem = sizeProblem(format, raster.width, raster.height);
  if (problem) throw new RangeError(`The picture ${problem}`);
  const { samples, metadata } = await prepare(raster, format, strip);
  const isBare = Object.keys(metadata).length === 0;
  if (format === "png" && isBare && isPlainPicture(samples)) {
    return await encodePlainPng(samples);
  }
  const bare = await encodeBare(samples, format, quality);
  return await withMetadata(bare, format, samples, metadata);
}

/** The numbers that go into the file, and what it is to say about them. */
async function prepare(
  raster: Raster,
  format: ImageFormat,
  strip: boolean,
): Promise<{ samples: Samples; metadata: Metadata }> {
  const { bits, isGrey, profile, ...rest } = raster.file ?? NO_FILE;
  const space = profile && profileSpace(profile);
  const samples = samplesOf(raster, {
    bits: format === "png" || format === "tiff" ? bits : 8,
    // A grey file may have a profile of colours, which needs three of them.
    isGrey: isGrey && space !== "RGB ",
    isOpaque: format === "jpeg",
  });
  const metadata = strip ? {} : rest;
  const isGreyWritten = samples.channels < 3;
  if (!profile || space !== (isGreyWritten ? "GRAY" : "RGB ")) {
    return { samples, metadata };
  }
  // WebP has colours alone, and so can have no profile of grey.
  return strip || (isGreyWritten && format === "webp")
    ? { samples: await convertedToSrgb(samples, profile), metadata }
    : { samples, metadata: { ...metadata, profile } };
}

/** The file with no metadata, and its numbers as they are. */
async function encodeBare(
  samples: Samples,
  format: ImageFormat,
  quality: number,
): Promise<Uint8Array> {
  const sharp = await loadSharp();
  const { width, height, channels, data } = samples;
  const picture = sharp(data, {
    raw: { width, height, channels },
    limitInputPixels: false,
  }).toColourspace(spaceOf(samples));
  const file = {
    png: () => picture.png({ adaptiveFiltering: true }),
    jpeg: () => picture.jpeg({ quality, chromaSubsampling: "4:4:4" }),
    webp: () => picture.webp({ quality, smartSubsample: true }),
    tiff: () =>
      picture.tiff({ compression: "deflate", predictor: "horizontal" }),
  }[format]();
  return (await file.toUint8Array()).data;
}

async function withMetadata(
  bare: Uint8Array,
  format: ImageFormat,
  size: { width: number; height: number },
  metadata: Metadata,
): Promise<Uint8Array> {
  const { exif, density, ...others } = metadata;
  const fitted = exif && fittedExif(exif, size, density);
  switch (format) {
    case "png":
      return await withPngMetadata(bare, { ...metadata, exif: fitted });
    case "jpeg":
      return withJpegMetadata(bare, { ...metadata, exif: fitted });
    case "webp":
      return withWebpMetadata(bare, size, {
        ...others,
        exif: fitted ?? densityExif(density),
      });
    case "tiff":
      return withTiffMetadata(bare, { ...metadata, exif: fitted });
  }
}
