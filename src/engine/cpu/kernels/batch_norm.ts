import type * as tf from "@tensorflow/tfjs";
import { BATCH_NORM, BATCH_NORM_GRAD } from "../../ops/batch_norm.ts";
import { chunksOf, FLOAT, registerCpuKernel } from "./register.ts";

/** Bytes of a chunk: it stays in the cache between its columns. */
const CHUNK_BYTES = 65536;

/** Rows of a chunk of a matrix with c columns. */
function rowsPerChunk(c: number): number {
  return Math.max(Math.floor(CHUNK_BYTES / (c * FLOAT)), 1);
}

registerCpuKernel<{ slope: number; epsilon: number }>(
  BATCH_NORM,
  ({ inputs: { x, gamma, beta }, backend, attrs: { slope, epsilon } }) => {
    const c = x.shape[3];
    const total = x.shape[1] * x.shape[2];
    const rows = rowsPerChunk(c);
    const chunks = chunksOf(total, rows);
    const y = backend.makeFloats(x.shape);
    const mean = backend.makeFloats([c]);
    const invStd = backend.makeFloats([c]);
    const from = [backend.address(x), c, rows, total];
    const statistics = [backend.address(mean), backend.address(invStd)];
    const { pool } = backend;
    backend.withTemporary(chunks * 2 * c * FLOAT, (partial) => {
      pool.run("bnMoments", chunks, [...from, partial]);
      pool.run(
        "bnMerge",
        1,
        [partial, chunks, c, rows, total, epsilon, ...statistics],
      );
    });
    pool.run("bnApply", chunks, [
      ...from,
      ...statistics,
      backend.address(gamma),
      backend.address(beta),
      slope,
      backend.address(y),
    ]);
    return [y, mean, invStd];
  },
);

registerCpuKernel<{ slope: number }>(
  BATCH_NORM_GRAD,
  ({ inputs, backend, attrs: { slope } }): tf.TensorInfo[] => {
    const { dy, x, gamma, beta, mean, invStd } = inputs;
    const c = x.shape[3];
    const total = x.shape[1] * x.shape[2];
    const rows = rowsPerChunk(c);
    const chunks = chunksOf(total, rows);
    const dx = backend.makeFloats(x.shape);
    const dgamma = backend.makeFloats([c]);
    const dbeta = backend.makeFloats([c]);
    const args = [
      backend.address(dy),
      backend.address(x),
      c,
      rows,
      total,
      ...[mean, invStd, gamma, beta].map((t) => backend.address(t)),
      slope,
    ];
    const { pool } = backend;
    backend.withTemporary((chunks + 1) * 2 * c * FLOAT, (sums) => {
      const partial = sums + 2 * c * FLOAT;
      pool.run("bnGradSums", chunks, [...args, partial]);
      pool.run("sumRows", 1, [partial, chunks, 2 * c, sums]);
      pool.run("bnGradApply", chunks, [
        ...args,
        sums,
        sums + c * FLOAT,
        backend.address(dx),
      ]);
      const { buffer } = pool.heap.memory;
      const floats = new Float32Array(buffer, sums, 2 * c);
      backend.numbers(dbeta).set(floats.subarray(0, c));
      backend.numbers(dgamma).set(floats.subarray(c));
    });
    return [dx, dgamma, dbeta];
  },
);
