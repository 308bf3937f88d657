import type { CpuBackend } from "../backend.ts";
import { chunksOf, FLOAT } from "./register.ts";

/** Rows summed in a chunk. */
const ROWS = 256;

/** Sums the rows of a matrix: `rows`×`columns` at `from` into `columns` floats at `to`. */
export function columnSums(
  backend: CpuBackend,
  from: number,
  rows: number,
  columns: number,
  to: number,
): void {
  const { pool } = backend;
  const chunks = chunksOf(rows, ROWS);
  backend.withTemporary(chunks * columns * FLOAT, (partial) => {
    pool.run("columnSums", chunks, [from, columns, ROWS, rows, partial]);
    pool.run("sumRows", 1, [partial, chunks, columns, to]);
  });
}
