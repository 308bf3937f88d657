import type * as tf from "@tensorflow/tfjs";
import type { CpuBackend } from "../backend.ts";
import { packedBytes, PANEL } from "./pack.ts";
import { chunksOf, FLOAT } from "./register.ts";

/** Side of an output tile. */
const TILE = 4;
/** Transformed positions of a tile. */
const POSITIONS = 36;
/** Bytes of a thread's transformed tiles: what the second-level cache holds. */
const TILE_BYTES = 600_000;
/** Bytes of the transformed tiles of a batch in the gradient by the filter. */
const BATCH_BYTES = 6_000_000;
/** Tiles transformed in a chunk of a batch. */
const BATCH_TILES = 8;
/** Rows of a transposed product in a chunk, a multiple of 6. */
const ROWS = 24;
/** Scratch bytes for one tile of 4 channels in the making. */
const TILE_SCRATCH = 4096;
/** Scratch bytes for a panel of filters in the making. */
const FILTER_SCRATCH = 8192;
/** Below this many pixels the transform of the filters costs more than it saves. */
const LEAST_PIXELS = 400;

/** What a convolution does at the border and behind it. */
export interface ConvMode {
  /** Whether it is padded with the map's reflection, else with zeros. */
  mirrored: boolean;
  /** Whether the result's negative values become zero. */
  rectified: boolean;
}

/** Whether Winograd's algorithm applies and pays. */
export function suitsWinograd(
  size: number,
  stride: number,
  ci: number,
  co: number,
  pixels: number,
): boolean {
  return size === 3 && stride === 1 && ci % 4 === 0 && co % 4 === 0 &&
    pixels >= LEAST_PIXELS;
}

/** The convolution, into `y`; `bias` is an address or 0. */
export function winogradConv2d(
  backend: CpuBackend,
  x: tf.TensorInfo,
  filter: tf.TensorInfo,
  bias: number,
  y: tf.TensorInfo,
  { mirrored, rectified }: ConvMode,
): void {
  const mode = [Number(mirrored), Number(rectified)];
  convolve(backend, x, filter, y, { bias, ring: 0, mode });
}

/** The gradient by x, into `dx`; that of the padding, into `ring`. */
export function winogradInputGrad(
  backend: CpuBackend,
  dy: tf.TensorInfo,
  filter: tf.TensorInfo,
  dx: tf.TensorInfo,
  ring: number,
): void {
  convolve(backend, dy, filter, dx, { bias: 0, ring, mode: [0, 0] });
}

function convolve(
  backend: CpuBackend,
  from: tf.TensorInfo,
  filter: tf.TensorInfo,
  to: tf.TensorInfo,
  { bias, ring, mode }: { bias: number; ring: number; mode: number[] },
): void {
  const [, h, w, depth] = from.shape;
  const [, outHeight, outWidth, columns] = to.shape;
  const border = ring === 0 ? 0 : 2;
  const tilesAcross = chunksOf(outWidth + border, TILE);
  const total = tilesAcross * chunksOf(outHeight + border, TILE);
  const tileBytes = POSITIONS * (depth + columns) * FLOAT;
  const tiles = tilesPerChunk(total, tileBytes, backend.pool.threads);
  const filterBytes = POSITIONS * packedBytes(depth, columns);
  const { pool } = backend;
  backend.withTemporary(filterBytes, (packed) => {
    const [, , ci, co] = filter.shape;
    const address = backend.address(filter);
    pool.run(
      ring === 0 ? "winogradFilter" : "winogradFilterTurned",
      chunksOf(columns, PANEL),
      [address, ci, co, packed],
      FILTER_SCRATCH,
    );
    pool.run("winogradConv", chunksOf(total, tiles), [
      backend.address(from),
      h,
      w,
      depth,
      packed,
      bias,
      backend.address(to),
      outHeight,
      outWidth,
      columns,
      ring,
      tiles,
      tilesAcross,
      total,
      ...mode,
    ], TILE_SCRATCH + tiles * tileBytes);
  });
}

/** A multiple of 6 that fits the cache and leaves every thread several chunks. */
function tilesPerChunk(
  total: number,
  tileBytes: number,
  threads: number,
): number {
  const cached = TILE_BYTES / tileBytes;
  const shared = total / (4 * threads);
  return Math.max(Math.floor(Math.min(cached, shared) / 6), 1) * 6;
}

/** The gradient by the filter, into `dw`. */
export function winogradFilterGrad(
  backend: CpuBackend,
  x: tf.TensorInfo,
  dy: tf.TensorInfo,
  dw: tf.TensorInfo,
): void {
  const [, h, w, ci] = x.shape;
  const co = dy.shape[3];
  const tilesAcross = chunksOf(w, TILE);
  const total = tilesAcross * chunksOf(h, TILE);
  const tileBytes = POSITIONS * (ci + co) * FLOAT;
  const batch = Math.min(
    total,
    Math.max(Math.floor(BATCH_BYTES / tileBytes), 8),
  );
  const sumBytes = POSITIONS * ci * co * FLOAT;
  const { pool } = backend;
  backend.withTemporary(sumBytes + batch * tileBytes, (sums) => {
    const inputs = sums + sumBytes;
    const outputs = inputs + batch * POSITIONS * ci * FLOAT;
    new Uint8Array(pool.heap.memory.buffer, sums, sumBytes).fill(0);
    for (let from = 0; from < total; from += batch) {
      const to = Math.min(from + batch, total);
      const chunks = chunksOf(to - from, BATCH_TILES);
      const tiling = [from, to, BATCH_TILES, tilesAcross];
      pool.run(
        "winogradInputBatch",
        chunks,
        [backend.address(x), h, w, ci, inputs, ...tiling],
        TILE_SCRATCH,
      );
      pool.run(
        "winogradOutputBatch",
        chunks,
        [backend.address(dy), h, w, co, outputs, ...tiling],
        TILE_SCRATCH,
      );
      pool.run("transposedProducts", POSITIONS * chunksOf(ci, ROWS), [
        inputs,
        outputs,
        sums,
        ci,
        co,
        to - from,
        ROWS,
        (to - from) * ci * FLOAT,
        (to - from) * co * FLOAT,
        ci * co * FLOAT,
      ]);
    }
    pool.run(
      "winogradFilterGrad",
      ci,
      [sums, ci, co, backend.address(dw)],
      TILE_SCRATCH,
    );
  });
}
