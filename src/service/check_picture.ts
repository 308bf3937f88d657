import { decodeImage } from "../image/file/decode.ts";
import { pngChunks } from "../image/file/png_chunks.ts";
import { pngSize } from "../image/file/png_size.ts";
import { LEAST_SIDE } from "../validate.ts";
import type { Limits } from "./limits.ts";
import { refusal } from "./refusal.ts";

/** Chunks of a file, at most: writers cut pictures into pieces of some kilobytes. */
const MOST_CHUNKS = 2 ** 16;

/** Columns and rows. */
interface Size {
  width: number;
  height: number;
}

/** One picture is decoded at a time: it takes much more memory than its file. */
let last: Promise<unknown> = Promise.resolve();

/**
 * Checks a picture that a client sent, its size before anything else.
 *
 * @param png The content of its file.
 * @param scale How many times larger the result is.
 * @param limits How large it and the result may be.
 * @returns The size of the picture when it is upright.
 * @throws {HTTPException} If it is no whole PNG, too small or too large.
 */
export async function checkPicture(
  png: Uint8Array,
  scale: number,
  limits: Limits,
): Promise<Size> {
  const size = pngSize(png);
  if (!size) throw refusal(400, "the body is no PNG file");
  checkSize(size, scale, limits);
  if (pngChunks(png).drop(MOST_CHUNKS).next().value) {
    throw refusal(400, "the picture is in too many pieces");
  }
  const decoded = last.then(() => decodeImage(png));
  last = decoded.catch(() => {});
  try {
    const { width, height } = await decoded;
    return { width, height };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw refusal(400, `the picture ${error.message}`);
  }
}

function checkSize(
  { width, height }: Size,
  scale: number,
  { pixels, resultPixels }: Limits,
): void {
  if (Math.min(width, height) < LEAST_SIDE) {
    throw refusal(
      400,
      `the picture is too small, ${width}×${height} pixels; give at least ${LEAST_SIDE}×${LEAST_SIDE}`,
    );
  }
  const most = Math.min(pixels, Math.floor(resultPixels / scale ** 2));
  if (width * height > most) {
    throw refusal(
      413,
      `the picture is too large, ${width}×${height} pixels; enlarged ${scale} times it may have ${most}`,
    );
  }
}
