import { psnr, ssim } from "../image/metrics.ts";
import { flattened, type Raster } from "../image/raster.ts";
import { Failure } from "./errors.ts";
import { readPicture } from "./read_files.ts";

/** PSNR and SSIM against the true picture. */
export interface Quality {
  /** Decibels. */
  psnr: number;
  /** Left out where the picture is smaller than SSIM's window. */
  ssim?: number;
}

/**
 * Reads the true picture.
 *
 * @param path Its file.
 * @param input The low-resolution picture.
 * @param scale How many times larger the result is.
 * @returns The picture, laid on white.
 * @throws {Failure} If it cannot be read or has another size than the result.
 */
export async function readReference(
  path: string,
  input: Raster,
  scale: number,
): Promise<Raster> {
  const { picture } = await readPicture(path);
  const [width, height] = [input.width * scale, input.height * scale];
  if (picture.width !== width || picture.height !== height) {
    throw new Failure(
      `${path} is ${picture.width}×${picture.height} pixels; as the reference it must be ${width}×${height}, ${scale} times the input`,
    );
  }
  return flattened(picture);
}

/**
 * Measures a result.
 *
 * @param image The result.
 * @param reference The true picture.
 * @param scale How many times larger than the input they are.
 * @returns How close it comes.
 */
export function measure(
  image: Raster,
  reference: Raster,
  scale: number,
): Quality {
  const flat = flattened(image);
  const similarity = ssim(flat, reference, scale);
  return {
    psnr: psnr(flat, reference, scale),
    ...(Number.isNaN(similarity) ? {} : { ssim: similarity }),
  };
}
