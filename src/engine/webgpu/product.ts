/**
 * The tiled matrix product that all convolutions and their gradients are: a
 * workgroup computes one tile of the result, slab of depth by slab, from two
 * tiles in its shared memory; a thread holds a block of it in registers.
 *
 * @module
 */
import { BUILTINS } from "./wgsl.ts";

/**
 * Depth of a slab. With the largest tile both operands take 16 KiB of shared
 * memory together, all that a device must have.
 */
const DEPTH = 16;
const QUADS = DEPTH / 4;

/** The part of the result of a workgroup, and that of a thread within it. */
export interface Tile {
  /** Rows of a workgroup. */
  rows: number;
  /** Columns of a workgroup. */
  columns: number;
  /** Rows of a thread; where the left operand lies by depth, a multiple of 4. */
  threadRows: number;
  /** Columns of a thread, a multiple of 4. */
  threadColumns: number;
}

/** Tiles from the largest; none needs more than 256 threads. */
const TILES: readonly Tile[] = [
  { rows: 128, columns: 128, threadRows: 8, threadColumns: 8 },
  { rows: 128, columns: 64, threadRows: 8, threadColumns: 4 },
  { rows: 64, columns: 64, threadRows: 4, threadColumns: 4 },
  { rows: 128, columns: 32, threadRows: 4, threadColumns: 4 },
  { rows: 32, columns: 32, threadRows: 4, threadColumns: 4 },
  { rows: 128, columns: 16, threadRows: 4, threadColumns: 4 },
  { rows: 32, columns: 16, threadRows: 4, threadColumns: 4 },
];

/** Workgroups that keep a large GPU busy. */
export const ENOUGH_WORKGROUPS = 256;

/** What of a device's limits a tile depends on. */
export type TileLimits = Pick<
  GPUSupportedLimits,
  "maxComputeInvocationsPerWorkgroup" | "maxComputeWorkgroupStorageSize"
>;

/**
 * The tile for a result: of those that fit the device's limits the one of least
 * work, counting what juts out over the edge; where that leaves the GPU idle, a
 * smaller one.
 *
 * @param limits The device's limits.
 * @param rows Rows of the result.
 * @param columns Columns of the result.
 * @param parts Parts into which the depth can be divided.
 */
export function chooseTile(
  limits: TileLimits,
  rows: number,
  columns: number,
  parts = 1,
): Tile {
  const fitting = TILES.filter((tile) => fits(tile, limits));
  return fitting.reduce((best, tile) =>
    costOf(tile, rows, columns, parts) < costOf(best, rows, columns, parts)
      ? tile
      : best
  );
}

/** Columns of a result that are computed with one tile. */
export interface Strip {
  /** The tile. */
  tile: Tile;
  /** The first column. */
  first: number;
  /** Number of columns. */
  columns: number;
}

/**
 * Divides a result's columns where a second, narrower tile for the last of them
 * saves work: 144 columns are 128 and 16.
 *
 * @param limits The device's limits.
 * @param rows Rows of the result.
 * @param columns Columns of the result.
 * @param parts Parts into which the depth can be divided.
 */
export function divideIntoStrips(
  limits: TileLimits,
  rows: number,
  columns: number,
  parts = 1,
): Strip[] {
  const strip = (first: number, columns: number): Strip => {
    const tile = chooseTile(limits, rows, columns, parts);
    return { tile, first, columns };
  };
  const cost = (strips: Strip[]) =>
    strips.reduce(
      (sum, { tile, columns }) => sum + costOf(tile, rows, columns, parts),
      0,
    );
  const divisions = TILES.map((tile) => columns - columns % tile.columns)
    .filter((most) => most > 0 && most < columns)
    .map((most) => [strip(0, most), strip(most, columns - most)]);
  return divisions.reduce(
    (best, one) => cost(one) < cost(best) ? one : best,
    [strip(0, columns)],
  );
}

/** What a result costs with a tile, in multiply-adds of a busy GPU. */
function costOf(
  tile: Tile,
  rows: number,
  columns: number,
  parts: number,
): number {
  const groups = countTiles(tile, rows, columns) * parts;
  // Beside a multiply-add stand reads from shared memory, the more the smaller
  // the block, and from the buffers, the more the smaller the tile.
  const shared = 1 / tile.threadRows + 1 / tile.threadColumns;
  const buffers = 1 / tile.rows + 1 / tile.columns;
  const work = tile.rows * tile.columns * (1 + 2 * shared + 8 * buffers);
  return work * Math.max(groups, ENOUGH_WORKGROUPS);
}

function fits(tile: Tile, limits: TileLimits): boolean {
  const threads = tile.rows * tile.columns /
    (tile.threadRows * tile.threadColumns);
  const bytes = (tile.rows + tile.columns) * DEPTH * 4;
  return threads <= limits.maxComputeInvocationsPerWorkgroup &&
    bytes <= limits.maxComputeWorkgroupStorageSize;
}

/** Workgroups of a result. */
export function countTiles(
  tile: Tile,
  rows: number,
  columns: number,
): number {
  return Math.ceil(rows / tile.rows) * Math.ceil(columns / tile.columns);
}

/** A matrix product, as pieces of WGSL. */
export interface Product {
  /** How the result is divided. */
  tile: Tile;
  /**
   * Along what the quads of the left operand lie: `depth` if its values are
   * contiguous along the depth, `row` if along the rows.
   */
  left: "depth" | "row";
  /** Along what the quads of the right operand lie. */
  right: "depth" | "column";
  /**
   * Defines
   * - `place(row) -> Place`: what of the left operand's address depends on the
   *   row alone, with a type `Place` of its own making;
   * - `left(place, depth) -> vec4<f32>`: a quad, 0 where it lies outside;
   * - `right(column, depth) -> vec4<f32>`: the same of the right operand;
   * - `store(row, column, value)`: writes a quad of a row, if it lies inside.
   */
  functions: string;
  /**
   * Statements that define `first_depth` and `end_depth`. Barriers depend on
   * these, so that they must come from the workgroup's index and from uniforms:
   * browsers take a private variable for one that differs between threads.
   */
  range: string;
  /** WGSL of the first column, 0 if left out. */
  firstColumn?: string;
  /** Statements for each slab while it lies in `right_tile`, if any. */
  onSlab?: string;
  /** Statements at the end, if any. */
  onEnd?: string;
}

/**
 * Writes the program of a matrix product. Workgroups are laid out as rows ×
 * columns × what `range` makes of z.
 */
export function productSource(product: Product): string {
  const { tile, left, right, functions, range } = product;
  const { firstColumn = "0", onSlab = "", onEnd = "" } = product;
  const across = tile.columns / tile.threadColumns;
  const threads = across * tile.rows / tile.threadRows;
  const loads = {
    left: leftLoads(tile, left, threads),
    right: rightLoads(tile, right, threads),
  };
  return `
const TILE_ROWS = ${tile.rows};
const TILE_COLUMNS = ${tile.columns};
const DEPTH = ${DEPTH};
var<workgroup> left_tile: array<vec4<f32>, ${tile.rows * QUADS}>;
var<workgroup> right_tile: array<vec4<f32>, ${tile.columns * QUADS}>;
${functions}
@compute @workgroup_size(${threads})
fn main(${BUILTINS}) {
  let thread = i32(thread_index);
  let first_row = i32(group.x) * TILE_ROWS;
  let first_column = ${firstColumn} + i32(group.y) * TILE_COLUMNS;
  let across = thread % ${across};
  let down = thread / ${across};
  ${range}
  ${loads.left.places}
  ${accumulators(tile).map((name) => `var ${name} = vec4<f32>();`).join("\n  ")}
  var depth = first_depth;
  ${loads.left.fetch}
  ${loads.right.fetch}
  while (depth < end_depth) {
    ${loads.left.put}
    ${loads.right.put}
    workgroupBarrier();
    // The next slab is on its way while this one is worked on.
    depth += DEPTH;
    if (depth < end_depth) {
      ${loads.left.fetchNext}
      ${loads.right.fetchNext}
    }
    ${onSlab}
    ${left === "depth" ? byDepthQuads(tile) : byDepth(tile)}
    workgroupBarrier();
  }
  ${stores(tile, left)}
  ${onEnd}
}`;
}

/** How a tile comes from a buffer into shared memory, by way of registers. */
interface Loads {
  /** Defines the places of the rows that this thread fetches. */
  places: string;
  /** Fetches the slab at `depth`, defining the registers. */
  fetch: string;
  /** Fetches the slab at `depth` into the registers. */
  fetchNext: string;
  /** Puts the registers into shared memory. */
  put: string;
}

/** Which quads of a tile a thread fetches; `inside` guards the last, where not all threads have one. */
function shares(
  quads: number,
  threads: number,
): { index: string; guard: string }[] {
  return Array.from({ length: Math.ceil(quads / threads) }, (_, i) => ({
    index: `(thread + ${i * threads})`,
    guard: (i + 1) * threads <= quads
      ? ""
      : `if (thread + ${i * threads} < ${quads}) `,
  }));
}

function leftLoads(tile: Tile, along: "depth" | "row", threads: number): Loads {
  const list = shares(tile.rows * QUADS, threads).map(({ index, guard }, i) => {
    const [row, depth] = along === "depth"
      ? [`${index} / ${QUADS}`, `${index} % ${QUADS} * 4`]
      : [`${index} % ${tile.rows / 4} * 4`, `${index} / ${tile.rows / 4}`];
    const fetch = `left(place_${i}, depth + ${depth})`;
    return {
      places: `let place_${i} = place(first_row + ${row});`,
      fetch: `var left_${i} = ${fetch};`,
      fetchNext: `left_${i} = ${fetch};`,
      put: `${guard}{ left_tile[${index}] = left_${i}; }`,
    };
  });
  return joined(list);
}

function rightLoads(
  tile: Tile,
  along: "depth" | "column",
  threads: number,
): Loads {
  const wide = tile.columns / 4;
  if (along === "column") {
    return joined(
      shares(wide * DEPTH, threads).map(({ index, guard }, i) => {
        const fetch =
          `right(first_column + ${index} % ${wide} * 4, depth + ${index} / ${wide})`;
        return {
          places: "",
          fetch: `var right_${i} = ${fetch};`,
          fetchNext: `right_${i} = ${fetch};`,
          put: `${guard}{ right_tile[${index}] = right_${i}; }`,
        };
      }),
    );
  }
  // Blocks of 4×4, turned on their way: a column's quad of depths becomes a depth's quad of columns.
  return joined(
    shares(wide * QUADS, threads).map(({ index, guard }, i) => {
      const fetch = (r: number) =>
        `right(first_column + ${index} / ${QUADS} * 4 + ${r}, depth + ${index} % ${QUADS} * 4)`;
      const four = [0, 1, 2, 3];
      const turned = four.map((d) =>
        `right_tile[(${index} % ${QUADS} * 4 + ${d}) * ${wide} + ${index} / ${QUADS}] = vec4<f32>(${
          four.map((r) => `right_${i}_${r}[${d}]`).join(", ")
        });`
      );
      return {
        places: "",
        fetch: four.map((r) => `var right_${i}_${r} = ${fetch(r)};`).join(
          "\n  ",
        ),
        fetchNext: four.map((r) => `right_${i}_${r} = ${fetch(r)};`).join(
          "\n      ",
        ),
        put: `${guard}{ ${turned.join("\n      ")} }`,
      };
    }),
  );
}

function joined(list: Loads[]): Loads {
  const all = (name: keyof Loads) =>
    list.map((one) => one[name]).join("\n    ");
  return {
    places: all("places"),
    fetch: all("fetch"),
    fetchNext: all("fetchNext"),
    put: all("put"),
  };
}

/** `sum_r_q`: row r and quad of columns q of the thread's block. */
function accumulators({ threadRows, threadColumns }: Tile): string[] {
  return range(threadRows).flatMap((r) =>
    range(threadColumns / 4).map((q) => `sum_${r}_${q}`)
  );
}

/** The thread's multiply-adds of a slab whose left quads lie along the depth. */
function byDepthQuads(tile: Tile): string {
  const { rows, columns, threadRows, threadColumns } = tile;
  const across = columns / threadColumns;
  const down = rows / threadRows;
  const quads = range(threadColumns / 4);
  const rights = range(4).flatMap((d) =>
    quads.map((q) =>
      `let r_${d}_${q} = right_tile[(4 * k + ${d}) * ${columns / 4} + ${
        q * across
      } + across];`
    )
  );
  // Neighbouring threads have neighbouring quads, so that their reads do not collide.
  const sums = range(threadRows).flatMap((r) => [
    `let l_${r} = left_tile[(${r * down} + down) * ${QUADS} + k];`,
    ...quads.flatMap((q) =>
      range(4).map((d) =>
        `sum_${r}_${q} = fma(vec4<f32>(l_${r}[${d}]), r_${d}_${q}, sum_${r}_${q});`
      )
    ),
  ]);
  return `for (var k = 0; k < ${QUADS}; k++) {
      ${[...rights, ...sums].join("\n      ")}
    }`;
}

/** The same where they lie along the rows. */
function byDepth(tile: Tile): string {
  const { rows, columns, threadRows, threadColumns } = tile;
  const across = columns / threadColumns;
  const down = rows / threadRows;
  const quads = range(threadColumns / 4);
  const rights = quads.map((q) =>
    `let r_${q} = right_tile[k * ${columns / 4} + ${q * across} + across];`
  );
  const sums = range(threadRows / 4).flatMap((g) => [
    `let l_${g} = left_tile[k * ${rows / 4} + ${g * down} + down];`,
    ...range(4).flatMap((r) =>
      quads.map((q) =>
        `sum_${4 * g + r}_${q} = fma(vec4<f32>(l_${g}[${r}]), r_${q}, sum_${
          4 * g + r
        }_${q});`
      )
    ),
  ]);
  return `for (var k = 0; k < DEPTH; k++) {
      ${[...rights, ...sums].join("\n      ")}
    }`;
}

/** Writes the thread's block. */
function stores(tile: Tile, left: "depth" | "row"): string {
  const { rows, columns, threadRows, threadColumns } = tile;
  const across = columns / threadColumns;
  const down = rows / threadRows;
  const row = (r: number) =>
    left === "depth"
      ? `${r * down} + down`
      : `(${(r >> 2) * down} + down) * 4 + ${r & 3}`;
  return range(threadRows).flatMap((r) =>
    range(threadColumns / 4).map((q) =>
      `store(first_row + ${row(r)}, first_column + (${
        q * across
      } + across) * 4, sum_${r}_${q});`
    )
  ).join("\n  ");
}

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}
