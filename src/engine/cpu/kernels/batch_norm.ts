import type * as tf from "@tensorflow/tfjs";
import { BATCH_NORM, BATCH_NORM_GRAD } from "../../ops/batch_norm.ts";
import type { CpuBackend } from "../backend.ts";
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
    const y = backend.makeFloats(x.shape);
    const statistics = moments(backend, x, epsilon);
    const norm = { x, gamma, beta, statistics, slope };
    normalise(backend, norm, backend.address(y));
    return [y, statistics];
  },
);

/** Mean and 1 / standard deviation of each channel, `[2, c]`. */
export function moments(
  backend: CpuBackend,
  x: tf.TensorInfo,
  epsilon: number,
): tf.TensorInfo {
  const [, h, w, c] = x.shape;
  const rows = rowsPerChunk(c);
  const chunks = chunksOf(h * w, rows);
  const statistics = backend.makeFloats([2, c]);
  const mean = backend.address(statistics);
  const { pool } = backend;
  backend.withTemporary(chunks * 2 * c * FLOAT, (partial) => {
    const from = [backend.address(x), c, rows, h * w, partial];
    pool.run("bnMoments", chunks, from);
    const to = [epsilon, mean, mean + c * FLOAT];
    pool.run("bnMerge", 1, [partial, chunks, c, rows, h * w, ...to]);
  });
  return statistics;
}

/** What is normalised, and how. */
export interface Normalisation {
  /** `[1, h, w, c]`. */
  x: tf.TensorInfo;
  /** `[c]`. */
  gamma: tf.TensorInfo;
  /** `[c]`. */
  beta: tf.TensorInfo;
  /** `[2, c]`: mean and 1 / standard deviation. */
  statistics: tf.TensorInfo;
  /** Slope of the LeakyReLU below zero. */
  slope: number;
}

/** Writes x normalised, and through the LeakyReLU, to an address. */
export function normalise(
  backend: CpuBackend,
  { x, gamma, beta, statistics, slope }: Normalisation,
  to: number,
): void {
  const [, h, w, c] = x.shape;
  const rows = rowsPerChunk(c);
  const mean = backend.address(statistics);
  backend.pool.run("bnApply", chunksOf(h * w, rows), [
    backend.address(x),
    c,
    rows,
    h * w,
    mean,
    mean + c * FLOAT,
    backend.address(gamma),
    backend.address(beta),
    slope,
    to,
  ]);
}

registerCpuKernel<{ slope: number }>(
  BATCH_NORM_GRAD,
  ({ inputs, backend, attrs: { slope } }): tf.TensorInfo[] => {
    const { dy, x, gamma, beta, statistics } = inputs;
    const mean = backend.address(statistics);
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
      mean,
      mean + x.shape[3] * FLOAT,
      backend.address(gamma),
      backend.address(beta),
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
