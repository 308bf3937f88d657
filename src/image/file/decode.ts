import { fileKind } from "./file_kind.ts";
import { outlineProblem } from "./file_outline.ts";
import { decodePlainPng, isPlainPng } from "./plain_png.ts";
import type { Raster } from "../raster.ts";
import { decodeWithSharp } from "./sharp_decode.ts";

/**
 * Reads a picture file: PNG, JPEG, WebP, TIFF, AVIF or GIF, of any depth and
 * kind of colours. The values are the file's own, whatever its profile says of
 * them, except that CMYK and Lab are converted to sRGB. The picture is turned
 * upright. Of several pages or frames it is the first.
 *
 * @example
 * ```ts
 * import { decodeImage, encodeImage } from "@mlmc/cli";
 *
 * const grey = new Float32Array(4 * 4 * 3).fill(0.5);
 * const bytes = await encodeImage({ width: 4, height: 4, data: grey }, "png");
 * const picture = await decodeImage(bytes);
 * console.assert(picture.width === 4);
 * console.assert(picture.file?.bits === 8);
 * ```
 *
 * @param bytes The file's content.
 * @returns The picture, with opacities if any pixel is not opaque, and with
 * what else its file says.
 * @throws {TypeError} If this is no picture of these kinds, is damaged, or has
 * more than 2²⁸ pixels; the message is the end of a sentence, such as "is cut
 * short".
 */
export async function decodeImage(bytes: Uint8Array): Promise<Raster> {
  if (bytes.length === 0) throw new TypeError("is empty");
  const kind = fileKind(bytes);
  if (!kind) {
    throw new TypeError(
      "is not a picture of a kind that can be read: PNG, JPEG, WebP, TIFF, AVIF or GIF",
    );
  }
  const problem = outlineProblem(bytes, kind);
  if (problem) throw new TypeError(problem);
  return kind === "png" && isPlainPng(bytes)
    ? await decodePlainPng(bytes)
    : await decodeWithSharp(bytes, kind);
}
