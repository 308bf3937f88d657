import {
  rasterOf,
  type Samples,
  samplesOf,
} from "../../src/image/file/samples.ts";
import type { Raster } from "../../src/image/raster.ts";
import { LEAST_SIDE } from "../../src/validate.ts";
import type { Pixels } from "./messages.ts";
import { RequestError } from "./request_error.ts";

/** The most bytes of a result, so that it can be a line. */
const MOST_BYTES = 2 ** 28;

/**
 * Reads the numbers of a picture in a message.
 *
 * @param pixels What the message has.
 * @param scale How many times larger the result is.
 * @returns The numbers.
 * @throws {RequestError} If they are no picture, or one that is too large.
 */
export function readPixels(pixels: unknown, scale: number): Samples {
  const { width, height, channels, bits, data } = (pixels ?? {}) as Pixels;
  for (const side of [width, height]) {
    if (!Number.isInteger(side) || side < LEAST_SIDE) {
      throw new RequestError(
        `pixels must have a width and a height of at least ${LEAST_SIDE}, not ${width} and ${height}`,
      );
    }
  }
  if (![1, 2, 3, 4].includes(channels) || ![8, 16].includes(bits)) {
    throw new RequestError("pixels must have 1 to 4 channels of 8 or 16 bits");
  }
  const length = width * height * channels * bits / 8;
  if (length * scale ** 2 > MOST_BYTES) {
    throw new RequestError(
      `the result would be larger than ${
        MOST_BYTES / 2 ** 20
      } MiB, which a message cannot hold; name a file as input`,
    );
  }
  const bytes = readBase64(data);
  if (bytes.length !== length) {
    throw new RequestError(
      `pixels.data must have ${length} bytes, not ${bytes.length}`,
    );
  }
  return {
    width,
    height,
    channels,
    data: bits === 8 ? bytes : new Uint16Array(bytes.buffer),
  };
}

function readBase64(text: unknown): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.fromBase64(text as string);
  } catch {
    throw new RequestError("pixels.data must be base64");
  }
}

/**
 * The picture of a message's numbers.
 *
 * @param samples The numbers.
 * @returns The picture.
 */
export function pictureOf(samples: Samples): Raster {
  const { channels, data } = samples;
  const isWide = data instanceof Uint16Array;
  return {
    ...rasterOf(samples, channels, data, isWide ? 2 ** 16 - 1 : 2 ** 8 - 1),
    file: { bits: isWide ? 16 : 8, isGrey: channels < 3 },
  };
}

/**
 * A result as a message has it.
 *
 * @param picture The result.
 * @param input The numbers that it came of, whose kind it gets.
 * @returns Its numbers.
 */
export function pixelsOf(picture: Raster, input: Samples): Pixels {
  const { width, height } = picture;
  const bits = input.data instanceof Uint16Array ? 16 : 8;
  // Opacities are left out of a picture that is opaque.
  const alpha = input.channels % 2 === 0
    ? picture.alpha ?? new Float32Array(width * height).fill(1)
    : undefined;
  const isGrey = input.channels < 3;
  const kind = { bits, isGrey, isOpaque: false } as const;
  const { channels, data } = samplesOf({ ...picture, alpha }, kind);
  const bytes = new Uint8Array(data.buffer);
  return { width, height, channels, bits, data: bytes.toBase64() };
}
