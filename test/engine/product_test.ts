import { assert, assertEquals } from "@std/assert";
import {
  chooseTile,
  countTiles,
  divideIntoStrips,
  ENOUGH_WORKGROUPS,
} from "../../src/engine/webgpu/product.ts";

/** What every device has. */
const LEAST = {
  maxComputeInvocationsPerWorkgroup: 256,
  maxComputeWorkgroupStorageSize: 16384,
};

function sides(rows: number, columns: number, limits = LEAST): string {
  const tile = chooseTile(limits, rows, columns);
  return `${tile.rows}×${tile.columns}`;
}

Deno.test("chooseTile() takes a large tile for a large result", () => {
  assertEquals(sides(512 * 512, 128), "128×128");
});

Deno.test("chooseTile() takes no wider a tile than the result", () => {
  assertEquals(sides(252 * 252, 16), "128×16");
  assertEquals(sides(252 * 252, 3), "128×16");
  assertEquals(sides(252 * 252, 32), "128×32");
});

Deno.test("chooseTile() divides a small result among more workgroups", () => {
  const tile = chooseTile(LEAST, 32 * 32, 128);
  const groups = countTiles(tile, 32 * 32, 128);
  assert(groups > 1024 * 128 / (128 * 128) && groups <= ENOUGH_WORKGROUPS);
});

Deno.test("chooseTile() keeps within the device's limits", () => {
  const few = { ...LEAST, maxComputeInvocationsPerWorkgroup: 128 };
  const tile = chooseTile(few, 512 * 512, 128);
  const threads = tile.rows * tile.columns /
    (tile.threadRows * tile.threadColumns);
  assert(threads <= 128);
  const small = { ...LEAST, maxComputeWorkgroupStorageSize: 8192 };
  const { rows, columns } = chooseTile(small, 512 * 512, 128);
  assert((rows + columns) * 16 * 4 <= 8192);
});

Deno.test("countTiles() counts what juts out over the edge", () => {
  const tile = { rows: 32, columns: 16, threadRows: 4, threadColumns: 4 };
  assertEquals(countTiles(tile, 33, 17), 4);
  assertEquals(countTiles(tile, 1, 1), 1);
});

Deno.test("divideIntoStrips() gives the last columns a narrower tile", () => {
  const strips = (rows: number, columns: number) =>
    divideIntoStrips(LEAST, rows, columns)
      .map(({ tile, first, columns }) => [first, columns, tile.columns]);
  assertEquals(strips(252 * 252, 144), [[0, 128, 128], [128, 16, 16]]);
  assertEquals(strips(252 * 252, 36), [[0, 32, 32], [32, 4, 16]]);
  assertEquals(strips(252 * 252, 128), [[0, 128, 128]]);
  // Where the GPU has not enough to do, two dispatches only cost more.
  assertEquals(strips(64, 144).length, 1);
});
