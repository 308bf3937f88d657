import { flattened, type Raster } from "./raster.ts";

/** The kinds of picture files that can be written. */
export type ImageFormat = "png" | "jpeg";

const JPEG_QUALITY = 95;
const PNG_SIGNATURE_LENGTH = 8;

/**
 * Writes a picture as PNG or as JPEG of quality 95. JPEG has no opacity: the
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
 * @returns The file's content.
 */
export async function encodeImage(
  raster: Raster,
  format: ImageFormat,
): Promise<Uint8Array> {
  const { Image } = await import("imagescript");
  const { width, height } = raster;
  const image = new Image(width, height);
  fill(image.bitmap, format === "jpeg" ? flattened(raster) : raster);
  return format === "jpeg"
    ? await image.encodeJPEG(JPEG_QUALITY)
    : withoutText(await image.encode());
}

/** The bitmap is a clamped array, which rounds and cuts off by itself. */
function fill(
  bitmap: Uint8ClampedArray | Uint8Array,
  { data, alpha }: Raster,
): void {
  for (let i = 0; i < bitmap.length / 4; i++) {
    for (let c = 0; c < 3; c++) bitmap[4 * i + c] = data[3 * i + c] * 255;
    bitmap[4 * i + 3] = (alpha ? alpha[i] : 1) * 255;
  }
}

/** Drops the text chunks of a PNG: the encoder puts the time of day there. */
function withoutText(png: Uint8Array): Uint8Array {
  const view = new DataView(png.buffer, png.byteOffset, png.length);
  const kept = [png.subarray(0, PNG_SIGNATURE_LENGTH)];
  for (let at = PNG_SIGNATURE_LENGTH; at < png.length;) {
    const end = at + 12 + view.getUint32(at);
    const type = String.fromCharCode(...png.subarray(at + 4, at + 8));
    if (!type.endsWith("Xt")) kept.push(png.subarray(at, end));
    at = end;
  }
  const bytes = new Uint8Array(
    kept.reduce((sum, { length }) => sum + length, 0),
  );
  let at = 0;
  for (const part of kept) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
