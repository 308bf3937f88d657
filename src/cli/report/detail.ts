import type { Box } from "../../image/crop.ts";
import type { Raster } from "../../image/raster.ts";

/** Places tried along each axis, at most. */
const PLACES = 64;

/**
 * The part of a picture in which neighbouring pixels differ most; the middle
 * where no part stands out.
 *
 * @param picture The picture.
 * @param side The sides of the part, at most.
 * @returns The part; the whole picture if it is no larger.
 */
export function mostDetailed(picture: Raster, side: number): Box {
  const width = Math.min(picture.width, side);
  const height = Math.min(picture.height, side);
  const sums = detailSums(picture);
  const stride = picture.width + 1;
  const detail = (x: number, y: number) =>
    sums[(y + height) * stride + x + width] - sums[(y + height) * stride + x] -
    sums[y * stride + x + width] + sums[y * stride + x];
  let best = {
    left: (picture.width - width) >> 1,
    top: (picture.height - height) >> 1,
  };
  for (const top of places(picture.height - height)) {
    for (const left of places(picture.width - width)) {
      if (detail(left, top) > detail(best.left, best.top)) best = { left, top };
    }
  }
  return { ...best, width, height };
}

/** Where a part may begin, from the first to the last. */
function places(last: number): number[] {
  const count = Math.min(last, PLACES);
  return Array.from(
    { length: count + 1 },
    (_, i) => count && Math.round(i * last / count),
  );
}

/** The differences of neighbours, summed above and to the left of every corner. */
function detailSums({ width, height, data }: Raster): Float64Array {
  const sums = new Float64Array((width + 1) * (height + 1));
  const difference = (from: number, to: number) =>
    Math.abs(data[3 * from + 1] - data[3 * to + 1]);
  for (let y = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++) {
      const pixel = y * width + x;
      if (x > 0) row += difference(pixel, pixel - 1);
      if (y > 0) row += difference(pixel, pixel - width);
      const at = (y + 1) * (width + 1) + x + 1;
      sums[at] = sums[at - width - 1] + row;
    }
  }
  return sums;
}
