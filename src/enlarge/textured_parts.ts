import type { Box } from "../image/crop.ts";
import { lumaOf } from "../image/luma.ts";
import type { Raster } from "../image/raster.ts";

/** Side of the blocks whose texture is measured, in pixels. */
const BLOCK = 8;

/**
 * Finds the parts of a picture that tell most about its blur: those with edges
 * in more than one direction.
 *
 * @param raster The picture.
 * @param side Columns and rows of a part, at most.
 * @param count How many parts.
 * @returns Parts that do not overlap, the most textured first; fewer than
 * `count` if no more find room.
 */
export function texturedParts(
  raster: Raster,
  side: number,
  count: number,
): Box[] {
  const texture = textureOfBlocks(raster);
  const blocks = Math.max(1, Math.floor(side / BLOCK));
  const places = windows(texture, blocks).sort((a, b) => b.sum - a.sum);
  const parts: Box[] = [];
  for (const { row, column } of places) {
    if (parts.length === count) break;
    const tile = {
      left: Math.min(column * BLOCK, Math.max(raster.width - side, 0)),
      top: Math.min(row * BLOCK, Math.max(raster.height - side, 0)),
      width: Math.min(side, raster.width),
      height: Math.min(side, raster.height),
    };
    if (!parts.some((part) => overlap(part, tile))) parts.push(tile);
  }
  return parts;
}

/** One number a block. */
interface Grid {
  columns: number;
  rows: number;
  values: Float64Array;
}

/**
 * The lesser eigenvalue of each block's structure tensor, its square root, so
 * that one hard edge does not outweigh a lot of texture.
 */
function textureOfBlocks({ width, height, data }: Raster): Grid {
  const columns = Math.max(1, Math.floor(width / BLOCK));
  const rows = Math.max(1, Math.floor(height / BLOCK));
  const values = new Float64Array(columns * rows);
  const luma = (x: number, y: number) => lumaOf(data, y * width + x);
  for (let i = 0; i < values.length; i++) {
    const [left, top] = [
      (i % columns) * BLOCK,
      Math.floor(i / columns) * BLOCK,
    ];
    let [xx, yy, xy] = [0, 0, 0];
    for (let y = top; y < Math.min(top + BLOCK, height - 1); y++) {
      for (let x = left; x < Math.min(left + BLOCK, width - 1); x++) {
        const here = luma(x, y);
        const [dx, dy] = [luma(x + 1, y) - here, luma(x, y + 1) - here];
        xx += dx * dx;
        yy += dy * dy;
        xy += dx * dy;
      }
    }
    const lesser = (xx + yy) / 2 - Math.hypot((xx - yy) / 2, xy);
    values[i] = Math.sqrt(Math.max(lesser, 0));
  }
  return { columns, rows, values };
}

/** The sum over each window of `side` × `side` blocks, or over the whole grid. */
function windows(
  { columns, rows, values }: Grid,
  side: number,
): { row: number; column: number; sum: number }[] {
  const [wide, high] = [Math.min(side, columns), Math.min(side, rows)];
  const stride = columns + 1;
  const sums = new Float64Array(stride * (rows + 1));
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      sums[(y + 1) * stride + x + 1] = values[y * columns + x] +
        sums[y * stride + x + 1] + sums[(y + 1) * stride + x] -
        sums[y * stride + x];
    }
  }
  const found = [];
  for (let row = 0; row + high <= rows; row++) {
    for (let column = 0; column + wide <= columns; column++) {
      const [top, bottom] = [
        row * stride + column,
        (row + high) * stride + column,
      ];
      const sum = sums[bottom + wide] - sums[bottom] - sums[top + wide] +
        sums[top];
      found.push({ row, column, sum });
    }
  }
  return found;
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.left + b.width && b.left < a.left + a.width &&
    a.top < b.top + b.height && b.top < a.top + a.height;
}
