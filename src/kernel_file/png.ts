import { concatenated, latin1Bytes, viewOf } from "../image/file/bytes.ts";
import { decodeImage } from "../image/file/decode.ts";
import { encodeImage } from "../image/file/encode.ts";
import { outlineProblem } from "../image/file/file_outline.ts";
import { type PngChunk, pngChunks, pngFile } from "../image/file/png_chunks.ts";
import { kernelPicture } from "../image/kernel_picture.ts";
import type { Raster } from "../image/raster.ts";
import type { Kernel } from "../mlmc/kernel.ts";
import { LARGEST_KERNEL } from "../validate.ts";
import { readJson, writeJson } from "./json.ts";
import { KernelFileError } from "./kernel_file_error.ts";
import type { Matrix } from "./matrix.ts";

/** What the text that holds the weights is called. */
const KEYWORD = latin1Bytes("MLMC kernel\0");

/**
 * Reads a PNG file: the weights that {@linkcode writePng} put into it, else a
 * small grey picture of the kernel, a pixel for each weight.
 *
 * @param bytes The file's content.
 * @returns The weights; of a picture in proportion to the brightness, 0..1.
 * @throws {KernelFileError} If it is neither.
 */
export async function readPng(bytes: Uint8Array): Promise<Matrix> {
  const chunks = [...pngChunks(bytes)];
  const text = chunks.find(isWeights);
  if (!text) return weightsOf(await smallPicture(bytes, chunks));
  const problem = outlineProblem(bytes, "png") ??
    (isIntact(text, bytes) ? undefined : "is damaged");
  if (problem) throw new KernelFileError(problem);
  return readJson(text.data.subarray(KEYWORD.length));
}

function isWeights({ type, data }: PngChunk): boolean {
  return type === "tEXt" && KEYWORD.every((byte, i) => data[i] === byte);
}

/** Whether the checksum behind a chunk is the right one. */
function isIntact(chunk: PngChunk, { buffer }: Uint8Array): boolean {
  const { byteOffset, length } = chunk.data;
  const found = new Uint8Array(buffer, byteOffset + length, 4);
  const right = pngFile([chunk]).subarray(-4);
  return right.every((byte, i) => byte === found[i]);
}

/** Looks at the size before it takes memory. */
async function smallPicture(
  bytes: Uint8Array,
  [header]: PngChunk[],
): Promise<Raster> {
  if (header?.type === "IHDR" && header.data.length === 13) {
    const [width, height] = [0, 4].map((at) =>
      viewOf(header.data).getUint32(at)
    );
    if (Math.max(width, height) > LARGEST_KERNEL) {
      throw new KernelFileError(
        `is a picture of ${width}×${height} pixels, too large for a kernel of a pixel each weight`,
      );
    }
  }
  try {
    return await decodeImage(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new KernelFileError(error.message, { cause: error });
  }
}

function weightsOf({ width, height, data, alpha }: Raster): Matrix {
  const isGrey = data.every((value, i) => value === data[i - i % 3]);
  if (!isGrey || alpha) {
    throw new KernelFileError("is a picture with colours or clear pixels");
  }
  const weights = data.filter((_, i) => i % 3 === 0);
  return { rows: height, columns: width, data: weights };
}

/**
 * Writes a kernel as a PNG file: a picture to look at, which carries the exact
 * weights as a text.
 *
 * @param kernel The kernel.
 * @returns The file's content.
 */
export async function writePng(kernel: Kernel): Promise<Uint8Array> {
  const png = await encodeImage(kernelPicture(kernel), "png");
  const [header, ...rest] = pngChunks(png);
  const data = concatenated([KEYWORD, writeJson(kernel)]);
  return pngFile([header, { type: "tEXt", data }, ...rest]);
}
