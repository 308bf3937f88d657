import * as tf from "@tensorflow/tfjs";
import type { CpuBackend } from "../backend.ts";
import { packedBytes, packMatrix } from "./pack.ts";
import { chunksOf, FLOAT, registerCpuKernel } from "./register.ts";

/** Rows of a chunk, a multiple of the 6 rows of a register block. */
const ROWS = 24;

// Batches are whole on both sides, or a single matrix on one: the products that
// the method takes.
registerCpuKernel<{ transposeA: boolean; transposeB: boolean }>(
  "BatchMatMul",
  ({ inputs: { a, b }, backend, attrs: { transposeA, transposeB } }) => {
    const [k, m] = transposeA ? a.shape.slice(-2) : a.shape.slice(-2).reverse();
    const n = b.shape.at(transposeB ? -2 : -1)!;
    const outer = tf.broadcast_util.assertAndGetBroadcastShape(
      a.shape.slice(0, -2),
      b.shape.slice(0, -2),
    );
    const batch = tf.util.sizeFromShape(outer);
    const c = backend.makeFloats([...outer, m, n]);
    for (let i = 0; i < batch; i++) {
      const fromA = backend.address(a) + (i % batchOf(a)) * m * k * FLOAT;
      const fromB = backend.address(b) + (i % batchOf(b)) * k * n * FLOAT;
      const to = backend.address(c) + i * m * n * FLOAT;
      const product = (rows: number) =>
        multiply(backend, rows, fromB, to, m, n, k, transposeB);
      if (!transposeA) product(fromA);
      else {
        backend.withTemporary(m * k * FLOAT, (rows) => {
          backend.pool.run("transpose", chunksOf(m, ROWS), [
            fromA,
            k,
            m,
            rows,
            ROWS,
          ]);
          product(rows);
        });
      }
    }
    return c;
  },
);

function batchOf({ shape }: tf.TensorInfo): number {
  return shape.slice(0, -2).reduce((x, y) => x * y, 1);
}

function multiply(
  backend: CpuBackend,
  a: number,
  b: number,
  c: number,
  m: number,
  n: number,
  k: number,
  transposeB: boolean,
): void {
  const { pool } = backend;
  const layout = transposeB
    ? { depth: k, columns: n, strideDepth: 1, strideColumn: k }
    : { depth: k, columns: n, strideDepth: n, strideColumn: 1 };
  backend.withTemporary(packedBytes(k, n), (packed) => {
    packMatrix(pool, b, layout, packed);
    pool.run("matMul", chunksOf(m, ROWS), [a, packed, c, m, n, k, ROWS]);
  });
}
