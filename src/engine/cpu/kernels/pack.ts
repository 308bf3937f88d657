import type { ThreadPool } from "../thread_pool.ts";
import { chunksOf, FLOAT } from "./register.ts";

/** Columns of a panel of a packed matrix. */
export const PANEL = 8;

/** A matrix as it lies in memory; strides are in floats. */
export interface MatrixLayout {
  /** Rows: what the product sums over. */
  depth: number;
  /** Columns. */
  columns: number;
  /** Distance of two rows. */
  strideDepth: number;
  /** Distance of two columns. */
  strideColumn: number;
}

/** Bytes that a packed matrix takes. */
export function packedBytes(depth: number, columns: number): number {
  return chunksOf(columns, PANEL) * PANEL * depth * FLOAT;
}

/**
 * Packs a matrix into panels of 8 columns for the matrix product.
 *
 * @param pool Runs the packing.
 * @param from Address of the matrix.
 * @param layout How it lies there.
 * @param to Address of the packed matrix.
 * @param within The packed matrix's whole depth, and the row at which this
 * one starts, if it is a part of it.
 */
export function packMatrix(
  pool: ThreadPool,
  from: number,
  layout: MatrixLayout,
  to: number,
  within: { depth: number; first: number } = { depth: layout.depth, first: 0 },
): void {
  pool.run("packPanel", chunksOf(layout.columns, PANEL), [
    from,
    layout.depth,
    layout.columns,
    layout.strideDepth * FLOAT,
    layout.strideColumn * FLOAT,
    to + within.first * PANEL * FLOAT,
    within.depth * PANEL * FLOAT,
  ]);
}
