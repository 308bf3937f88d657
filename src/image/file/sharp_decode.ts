import type { Metadata as Header, SharpOptions } from "sharp";
import type { FileKind } from "./file_kind.ts";
import { pixelsProblem } from "./file_outline.ts";
import { fileTraits } from "./file_traits.ts";
import type { Raster } from "../raster.ts";
import { rasterOf } from "./samples.ts";
import { loadSharp, numbersOf } from "./sharp.ts";
import { explaining, isDamage } from "./sharp_errors.ts";
import { peakOf, type Reading, readingOf } from "./sharp_reading.ts";

/** So many pixels are taken on trust; beyond, a byte of the file stands for at most so many. */
const TRUSTED_PIXELS = 2 ** 24;
const PIXELS_A_BYTE = 2 ** 14;

/** EXIF's orientations: what to do, in this order, to turn the picture upright. */
const TURNS: Record<number, { flip?: true; flop?: true; angle?: number }> = {
  2: { flop: true },
  3: { angle: 180 },
  4: { flip: true },
  5: { flip: true, angle: 90 },
  6: { angle: 90 },
  7: { flop: true, angle: 90 },
  8: { angle: 270 },
};

/**
 * Reads a picture file of any kind.
 *
 * @param bytes The file's content.
 * @param kind Its kind.
 * @returns The picture.
 * @throws {TypeError} If it is damaged or too large.
 */
export async function decodeWithSharp(
  bytes: Uint8Array,
  kind: FileKind,
): Promise<Raster> {
  // If there is no library, the file is not to blame.
  await loadSharp();
  const header = await explaining(kind, readHeader(bytes));
  const problem = sizeProblem(header, bytes.length);
  if (problem) throw new TypeError(problem);
  const { orientation, file } = await fileTraits(bytes, kind, header);
  const pixels = readPixels(bytes, kind, header, orientation);
  return { ...await explaining(kind, pixels), file };
}

async function readHeader(bytes: Uint8Array): Promise<Header> {
  const sharp = await loadSharp();
  const options = { failOn: "error", limitInputPixels: false } as const;
  return await sharp(bytes, options).metadata();
}

function sizeProblem(
  { width, height }: Header,
  length: number,
): string | undefined {
  const isHeld =
    width * height <= Math.max(TRUSTED_PIXELS, length * PIXELS_A_BYTE);
  return pixelsProblem(width, height) ??
    (isHeld
      ? undefined
      : `is damaged: ${length} bytes cannot hold its ${width}×${height} pixels`);
}

async function readPixels(
  bytes: Uint8Array,
  kind: FileKind,
  header: Header,
  orientation: number,
): Promise<Raster> {
  const reading = readingOf(header);
  const read = async (failOn: SharpOptions["failOn"]) => {
    const ignoreIcc = header.space !== "cmyk";
    const options = { failOn, ignoreIcc, limitInputPixels: false };
    return await readNumbers(bytes, options, reading, orientation);
  };
  const { data, info } = kind === "jpeg"
    ? await read("warning").catch((error) => {
      if (isDamage(error)) throw error;
      return read("error");
    })
    : await read("error");
  const numbers = numbersOf(data, reading.depth);
  return rasterOf(info, info.channels, numbers, peakOf(numbers, reading));
}

async function readNumbers(
  bytes: Uint8Array,
  options: SharpOptions,
  { space, depth }: Reading,
  orientation: number,
) {
  const sharp = await loadSharp();
  const { flip = false, flop = false, angle } = TURNS[orientation] ?? {};
  return await sharp(bytes, options)
    .flip(flip).flop(flop).rotate(angle ?? 0)
    .toColourspace(space).raw({ depth })
    .toUint8Array();
}
