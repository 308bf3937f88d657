import { type Box, crop } from "../image/crop.ts";
import { isFlat } from "../image/flaw.ts";
import type { Raster } from "../image/raster.ts";
import { texturedParts } from "./textured_parts.ts";

/** Parts that the kernel is estimated on. */
const PARTS = 3;
/** Their side, in pixels of the result. */
const PART = 256;

/**
 * The parts of a large picture that its kernel is estimated on: the most
 * textured, which cost the same however large the picture is.
 *
 * @param image The picture.
 * @param scale How many times larger the result is.
 * @returns The parts; none if the picture has no texture at all.
 */
export function kernelParts(image: Raster, scale: number): Box[] {
  return texturedParts(image, Math.floor(PART / scale), PARTS)
    .filter((part) => !isFlat(crop(image, part).data));
}
