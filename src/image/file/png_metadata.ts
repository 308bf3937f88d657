import { concatenated, latin1, latin1Bytes, viewOf } from "./bytes.ts";
import { deflated, inflated } from "./deflate.ts";
import type { Metadata } from "./metadata.ts";
import { type PngChunk, pngChunks, pngFile } from "./png_chunks.ts";

const XMP_KEYWORD = "XML:com.adobe.xmp";
/** Chunks that draw the picture; all others tell about it. */
const DRAWING = ["IHDR", "PLTE", "tRNS", "IDAT", "IEND"];
const METRES_AN_INCH = 0.0254;
const METRE = 1;
/** Texts that say more are left out. */
const LONGEST_TEXT = 2 ** 24;

/**
 * Reads what a PNG file says about its picture, wherever in the file, and also
 * as ImageMagick and exiv2 write it, in hexadecimal.
 *
 * @param png The file's content.
 * @returns The metadata, except the profile.
 */
export async function pngMetadata(png: Uint8Array): Promise<Metadata> {
  const metadata: Metadata = {};
  for (const { type, data } of pngChunks(png)) {
    if (type === "eXIf") metadata.exif = data;
    else if (type === "pHYs") {
      const density = densityOf(data);
      if (density) metadata.density = density;
    } else if (type === "iTXt") {
      const xmp = await xmpOf(data);
      if (xmp) metadata.xmp = xmp;
    } else if (type === "zTXt" || type === "tEXt") {
      const { exif, xmp } = await rawProfile(type, data);
      if (exif) metadata.exif ??= exif;
      if (xmp) metadata.xmp ??= xmp;
    }
  }
  return metadata;
}

function densityOf(data: Uint8Array): number | undefined {
  if (data.length !== 9 || data[8] !== METRE) return undefined;
  // A whole number of dots an inch is hardly ever a whole number a metre.
  const density = viewOf(data).getUint32(0) * METRES_AN_INCH;
  const whole = Math.round(density);
  return Math.abs(density - whole) < METRES_AN_INCH ? whole : density;
}

/** Keyword, flag, method, language, translated keyword, text. */
async function xmpOf(data: Uint8Array): Promise<Uint8Array | undefined> {
  if (!latin1(data, 0, XMP_KEYWORD.length + 1).startsWith(`${XMP_KEYWORD}\0`)) {
    return undefined;
  }
  const language = XMP_KEYWORD.length + 3;
  const keyword = data.indexOf(0, language) + 1;
  const text = data.subarray(data.indexOf(0, keyword) + 1);
  const isCompressed = data[XMP_KEYWORD.length + 1] === 1;
  return isCompressed ? await inflated(text, LONGEST_TEXT) : text;
}

/** Keyword, then a name, a length and hexadecimal digits, each on lines of their own. */
async function rawProfile(type: string, data: Uint8Array): Promise<Metadata> {
  const end = data.indexOf(0);
  const [, kind] = /^Raw profile type (\w+)$/.exec(latin1(data, 0, end)) ?? [];
  if (!["exif", "APP1", "xmp"].includes(kind)) return {};
  const text = type === "tEXt"
    ? data.subarray(end + 1)
    : await inflated(data.subarray(end + 2), LONGEST_TEXT);
  const [, digits] = /^\s*\w+\s+\d+\s([\s\da-f]*)$/i.exec(
    new TextDecoder().decode(text),
  ) ?? [];
  if (!digits) return {};
  const pairs = digits.replaceAll(/\s/g, "").match(/../g) ?? [];
  const bytes = Uint8Array.from(pairs, (pair) => parseInt(pair, 16));
  return kind === "xmp" ? { xmp: bytes } : { exif: bytes };
}

/**
 * Puts metadata into a PNG file in place of what it says.
 *
 * @param png The file's content.
 * @param metadata What to say.
 * @returns The content with the metadata.
 */
export async function withPngMetadata(
  png: Uint8Array,
  metadata: Metadata,
): Promise<Uint8Array> {
  const [header, ...rest] = pngChunks(png);
  const drawing = rest.filter(({ type }) => DRAWING.includes(type));
  return pngFile([header, ...await metadataChunks(metadata), ...drawing]);
}

async function metadataChunks(
  { profile, exif, xmp, density }: Metadata,
): Promise<PngChunk[]> {
  const chunks: PngChunk[] = [];
  if (profile) {
    const name = latin1Bytes("ICC profile\0\0");
    const data = concatenated([name, await deflated(profile)]);
    chunks.push({ type: "iCCP", data });
  }
  if (density) chunks.push({ type: "pHYs", data: densityData(density) });
  if (exif) chunks.push({ type: "eXIf", data: exif });
  if (xmp) {
    const keyword = latin1Bytes(`${XMP_KEYWORD}\0\0\0\0\0`);
    chunks.push({ type: "iTXt", data: concatenated([keyword, xmp]) });
  }
  return chunks;
}

/** Dots a metre, across and down. */
function densityData(density: number): Uint8Array {
  const data = new Uint8Array(9);
  const perMetre = Math.round(density / METRES_AN_INCH);
  viewOf(data).setUint32(0, perMetre);
  viewOf(data).setUint32(4, perMetre);
  data[8] = METRE;
  return data;
}
