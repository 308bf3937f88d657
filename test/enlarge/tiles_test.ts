import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertLess,
} from "@std/assert";
import { enlargeBicubic } from "../../src/image/resize.ts";
import { Canvas } from "../../src/enlarge/canvas.ts";
import { crop } from "../../src/image/crop.ts";
import { fade, layTiles, OVERLAP } from "../../src/enlarge/tiles.ts";
import { smoothPicture } from "../pictures.ts";

const SIZES = [[64, 64], [65, 64], [113, 250], [300, 1], [1000, 67]];

for (const [width, height] of SIZES) {
  Deno.test(`layTiles() covers ${width}×${height} with tiles that overlap`, () => {
    const tiles = layTiles({ width, height }, 64);
    const covered = new Uint8Array(width * height);
    for (const { left, top, ...size } of tiles) {
      assertEquals(size, {
        width: Math.min(64, width),
        height: Math.min(64, height),
      });
      for (let y = top; y < top + size.height; y++) {
        covered.fill(1, y * width + left, y * width + left + size.width);
      }
    }
    assert(covered.every(Boolean));
    const lefts = [...new Set(tiles.map(({ left }) => left))];
    lefts.slice(1).forEach((left, i) => {
      assert(lefts[i] + 64 - left >= OVERLAP);
    });
  });

  Deno.test(`fade() gives weights that sum to 1 over ${width}×${height}`, () => {
    const scale = 2;
    const tiles = layTiles({ width, height }, 64);
    const sums = new Float64Array(width * height * scale ** 2);
    for (const tile of tiles) {
      const columns = fade("columns", tile, tiles, scale);
      const rows = fade("rows", tile, tiles, scale);
      rows.forEach((row, y) =>
        columns.forEach((column, x) => {
          const at = (tile.top * scale + y) * width * scale;
          sums[at + tile.left * scale + x] += row * column;
        })
      );
    }
    sums.forEach((sum) => assertAlmostEquals(sum, 1, 1e-6));
  });
}

Deno.test("fade() gives nothing to the four outermost pixels of a tile inside", () => {
  const tiles = layTiles({ width: 400, height: 64 }, 64);
  const weights = fade("columns", tiles[2], tiles, 1);
  for (let i = 0; i < 4; i++) {
    assertEquals([weights[i], weights[63 - i]], [0, 0]);
  }
  assertEquals(weights[32], 1);
  assertEquals(fade("columns", tiles[0], tiles, 1)[0], 1);
});

Deno.test("Canvas shows the bicubic enlargement until tiles lie on it", () => {
  const picture = smoothPicture(100, 70);
  const tiles = layTiles(picture, 64);
  const canvas = new Canvas(picture, 2, tiles);
  const plain = enlargeBicubic(picture, 2);
  const part = enlargeBicubic(crop(picture, tiles[1]), 2).data;
  assertClose(canvas.preview(tiles[1], part).data, plain.data);
  const white = part.map(() => 1);
  const shown = canvas.preview(tiles[0], white);
  assertEquals([shown.width, shown.height], [200, 140]);
  assertEquals(shown.data[0], 1);
  assertClose(canvas.finish(), plain.data);
});

Deno.test("Canvas joins tiles of one picture into that picture", () => {
  const picture = smoothPicture(130, 90);
  const truth = smoothPicture(260, 180);
  const tiles = layTiles(picture, 64);
  const canvas = new Canvas(picture, 2, tiles);
  for (const tile of tiles) {
    const large = {
      left: 2 * tile.left,
      top: 2 * tile.top,
      width: 2 * tile.width,
      height: 2 * tile.height,
    };
    canvas.lay(tile, crop(truth, large).data);
  }
  assertClose(canvas.finish(), truth.data);
});

Deno.test("Canvas fades tiles that differ into each other without a step", () => {
  const picture = smoothPicture(200, 64);
  picture.data.fill(0.5);
  const tiles = layTiles(picture, 64);
  const canvas = new Canvas(picture, 2, tiles);
  tiles.forEach((tile, i) => {
    const values = new Float32Array(128 * 128 * 3).fill(i % 2 ? 0.6 : 0.4);
    canvas.lay(tile, values);
  });
  const row = canvas.finish().filter((_, i) => i < 1200 && i % 3 === 0);
  row.slice(1).forEach((value, i) => {
    assertLess(Math.abs(value - row[i]), 0.2 * 1.5 / 16 + 1e-3);
  });
});

function assertClose(a: Float32Array, b: Float32Array) {
  assertEquals(a.length, b.length);
  a.forEach((value, i) => assertAlmostEquals(value, b[i], 1e-6));
}
