import type { Raster } from "../image/raster.ts";
import { Failure } from "./errors.ts";

/**
 * Says it in the user's words if an upscaling ran out of memory.
 *
 * @param error What was thrown.
 * @param picture The picture.
 * @param scale How many times larger the result would be.
 * @returns A failure that names the size; the error itself if it is another.
 */
export function explained(
  error: unknown,
  { width, height }: Raster,
  scale: number,
): unknown {
  const isOutOfMemory = error instanceof RangeError &&
    /allocation|array length/i.test(error.message);
  if (!isOutOfMemory) return error;
  const size = `${width * scale}×${height * scale} pixels`;
  return new Failure(
    `the memory does not hold a result of ${size}; enlarge it less`,
    { cause: error },
  );
}
