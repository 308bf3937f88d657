import { viewOf } from "./bytes.ts";
import { pngChunks, pngFile } from "./png_chunks.ts";
import type { Raster } from "../raster.ts";
import { rasterOf, type Samples } from "./samples.ts";

/** Chunks that draw the picture, or of which nothing is to be made. */
const PLAIN = [
  "IHDR",
  "PLTE",
  "IDAT",
  "IEND",
  "gAMA",
  "cHRM",
  "sRGB",
  "bKGD",
  "tIME",
];
/** The memory that the library takes for a picture is not given back. */
const MOST_PIXELS = 2 ** 24;
/** Grey, and grey with opacity, as PNG numbers the kinds of colour. */
const GREY = [0, 4];

/**
 * Tells whether a PNG file holds nothing but a picture of at most 8 bits a
 * channel, and no colour that stands for clear.
 *
 * @param png The file's content.
 * @returns Whether {@linkcode decodePlainPng} reads all of it.
 */
export function isPlainPng(png: Uint8Array): boolean {
  const [header] = pngChunks(png);
  if (header?.data.length !== 13) return false;
  const [width, height] = [0, 4].map((at) => viewOf(header.data).getUint32(at));
  return width * height <= MOST_PIXELS && header.data[8] <= 8 &&
    pngChunks(png).every(({ type }) => PLAIN.includes(type));
}

/**
 * Reads a plain PNG file.
 *
 * @param png The file's content.
 * @returns The picture.
 * @throws {TypeError} If it is damaged.
 */
export async function decodePlainPng(png: Uint8Array): Promise<Raster> {
  const { Image } = await import("imagescript");
  const image = await Image.decode(png).catch((cause: unknown) => {
    throw new TypeError("is damaged and cannot be read", { cause });
  });
  const [header] = pngChunks(png);
  const isGrey = GREY.includes(header.data[9]);
  return {
    ...rasterOf(image, 4, image.bitmap, 255),
    file: { bits: 8, isGrey },
  };
}

/**
 * Tells whether a picture is one that {@linkcode encodePlainPng} writes: the
 * library always writes opacities, and 8 bits a channel.
 *
 * @param samples The picture.
 * @returns Whether it is.
 */
export function isPlainPicture(
  { width, height, channels, data }: Samples,
): boolean {
  return channels === 4 && data instanceof Uint8Array &&
    width * height <= MOST_PIXELS;
}

/**
 * Writes a PNG file without metadata.
 *
 * @param samples Colours and opacities of 8 bits.
 * @returns The file's content.
 */
export async function encodePlainPng(
  { width, height, data }: Samples,
): Promise<Uint8Array> {
  const { Image } = await import("imagescript");
  const image = new Image(width, height);
  image.bitmap.set(data);
  const chunks = [...pngChunks(await image.encode())];
  // The library puts the time of day into a text.
  return pngFile(chunks.filter(({ type }) => type !== "tEXt"));
}
