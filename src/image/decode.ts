import type { Raster } from "./raster.ts";

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const JPEG_SIGNATURE = [0xff, 0xd8, 0xff];

/**
 * Reads a PNG or JPEG picture. Sixteen bits a channel are cut to eight.
 *
 * @example
 * ```ts
 * import { decodeImage, encodeImage } from "@mlmc/cli";
 *
 * const grey = new Float32Array(4 * 4 * 3).fill(0.5);
 * const bytes = await encodeImage({ width: 4, height: 4, data: grey }, "png");
 * const picture = await decodeImage(bytes);
 * console.assert(picture.width === 4);
 * ```
 *
 * @param bytes The file's content.
 * @returns The picture, with opacities if any pixel is not opaque.
 * @throws {TypeError} If this is no PNG or JPEG picture, or a damaged one; the
 * message is the end of a sentence, such as "is cut short".
 */
export async function decodeImage(bytes: Uint8Array): Promise<Raster> {
  const problem = problemOf(bytes);
  if (problem) throw new TypeError(problem);
  const { Image } = await import("imagescript");
  try {
    const { width, height, bitmap } = await Image.decode(bytes);
    return fromBitmap(width, height, bitmap);
  } catch (cause) {
    throw new TypeError("is damaged and cannot be read", { cause });
  }
}

/** What the decoder would not say, or say in riddles. */
function problemOf(bytes: Uint8Array): string | undefined {
  if (bytes.length === 0) return "is empty";
  if (startsWith(bytes, PNG_SIGNATURE)) return problemOfPng(bytes);
  if (startsWith(bytes, JPEG_SIGNATURE)) return problemOfJpeg(bytes);
  return "is not a PNG or JPEG picture";
}

function startsWith(bytes: Uint8Array, signature: number[]): boolean {
  return signature.every((byte, i) => bytes[i] === byte);
}

/** Walks the chunks up to the last: length, type, content, checksum. */
function problemOfPng(bytes: Uint8Array): string | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const type = (at: number) =>
    String.fromCharCode(...bytes.subarray(at + 4, at + 8));
  let at = PNG_SIGNATURE.length;
  while (at + 12 <= bytes.length) {
    const end = at + 12 + view.getUint32(at);
    if (end > bytes.length) break;
    if (type(at) === "IEND") return undefined;
    if (type(at) === "IHDR") {
      const sides = [view.getUint32(at + 8), view.getUint32(at + 12)];
      if (sides.includes(0)) return `is ${sides.join("×")} pixels, so empty`;
    }
    at = end;
  }
  return "is cut short";
}

/** The decoder fills what is missing with grey, so look for the end mark. */
function problemOfJpeg(bytes: Uint8Array): string | undefined {
  const lastScan = lastMarker(bytes, 0xda);
  return lastScan > 0 && lastMarker(bytes, 0xd9) > lastScan
    ? undefined
    : "is cut short";
}

function lastMarker(bytes: Uint8Array, marker: number): number {
  for (let i = bytes.length - 2; i >= 0; i--) {
    if (bytes[i] === 0xff && bytes[i + 1] === marker) return i;
  }
  return -1;
}

function fromBitmap(
  width: number,
  height: number,
  bitmap: Uint8ClampedArray | Uint8Array,
): Raster {
  const pixels = width * height;
  const data = new Float32Array(pixels * 3);
  const alpha = new Float32Array(pixels);
  for (let i = 0; i < pixels; i++) {
    for (let c = 0; c < 3; c++) data[3 * i + c] = bitmap[4 * i + c] / 255;
    alpha[i] = bitmap[4 * i + 3] / 255;
  }
  return alpha.every((opacity) => opacity === 1)
    ? { width, height, data }
    : { width, height, data, alpha };
}
