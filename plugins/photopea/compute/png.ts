import { convertIndexedToRgb, decode, type DecodedPng, encode } from "fast-png";
import {
  pngMetadata,
  withPngMetadata,
} from "../../../src/image/file/png_metadata.ts";
import { rasterOf, samplesOf } from "../../../src/image/file/samples.ts";
import type { Raster } from "../../../src/image/raster.ts";
import { PanelError } from "../panel_error.ts";

/**
 * Reads a PNG in a page. A canvas would lose the colours of clear pixels, and
 * half of 16 bits.
 *
 * @param png The file's content.
 * @returns The picture, with its profile and its dots per inch.
 * @throws {PanelError} If it is damaged.
 */
export async function readPng(png: Uint8Array): Promise<Raster> {
  const decoded = decoding(png);
  const { width, height, depth, channels, data, palette } = decoded;
  const { density } = await pngMetadata(png);
  const profile = decoded.iccEmbeddedProfile?.profile;
  const bits = depth === 16 ? 16 : 8;
  const raster = palette
    ? rasterOf(
      decoded,
      palette[0].length,
      convertIndexedToRgb(decoded),
      255,
    )
    : rasterOf({ width, height }, channels, data, 2 ** depth - 1);
  const isGrey = !palette && channels < 3;
  return { ...raster, file: { bits, isGrey, profile, density } };
}

/**
 * Writes a PNG in a page.
 *
 * @param raster The picture.
 * @returns The file's content.
 */
export async function writePng(
  raster: Raster,
): Promise<Uint8Array<ArrayBuffer>> {
  const { bits = 8, isGrey = false, profile, density } = raster.file ?? {};
  const samples = samplesOf(raster, { bits, isGrey, isOpaque: false });
  const png = encode({ ...samples, depth: bits });
  const file = await withPngMetadata(png, { profile, density });
  return file as Uint8Array<ArrayBuffer>;
}

function decoding(png: Uint8Array): DecodedPng {
  try {
    return decode(png);
  } catch (cause) {
    throw new PanelError("The picture from Photopea cannot be read.", {
      cause,
    });
  }
}
