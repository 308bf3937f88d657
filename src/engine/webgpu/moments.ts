/**
 * Mean and standard deviation of each column of a matrix, the first pass of a
 * batch normalisation.
 *
 * @module
 */
import type { TensorInfo } from "@tensorflow/tfjs";
import type { WebGpuBackend } from "./backend.ts";
import {
  type Columns,
  columnThreads,
  columnUniforms,
  divideColumns,
  vectorsOf,
} from "./columns.ts";
import { BUILTINS, THREADS } from "./wgsl.ts";

/** What is normalised, and how. */
export interface Normalisation {
  /** `[1, h, w, c]`. */
  x: TensorInfo;
  /** `[c]`. */
  gamma: TensorInfo;
  /** `[c]`. */
  beta: TensorInfo;
  /** Added to the variance. */
  epsilon: number;
}

/** Of each column, two rows of c values. */
export interface Moments {
  /** Mean and 1 / standard deviation. */
  statistics: TensorInfo;
  /** Scale and shift: x normalised is `x · scale + shift`. */
  affine: TensorInfo;
}

/**
 * Computes the moments. The caller disposes them.
 *
 * @param backend Where.
 * @param normalisation What is normalised, and how.
 */
export function moments(
  backend: WebGpuBackend,
  { x, gamma, beta, epsilon }: Normalisation,
): Moments {
  const [, h, w, c] = x.shape;
  const columns = divideColumns(h * w, c);
  const result = {
    statistics: backend.makeFloats([2, c]),
    affine: backend.makeFloats([2, c]),
  };
  if (columns.chunks === 1) {
    const norm = { x, gamma, beta, epsilon };
    momentsAtOnce(backend, columns, norm, result);
    return result;
  }
  const shape = [columns.chunks, c];
  backend.withTemporary(
    shape,
    (means) =>
      backend.withTemporary(shape, (squares) => {
        chunkMoments(backend, columns, x, means, squares);
        const chunks = { means, squares, gamma, beta };
        mergeMoments(backend, columns, h * w, chunks, epsilon, result);
      }),
  );
  return result;
}

/** WGSL that writes a column's moments, of its `average` and `variance`. */
const WRITE_MOMENTS = `
    let inverse = inverseSqrt(variance + u.epsilon);
    let scale = inverse * gamma[column];
    statistics[column] = average;
    statistics[u.groups + column] = inverse;
    affine[column] = scale;
    affine[u.groups + column] = beta[column] - average * scale;`;

/** WGSL of the `average` of a column from row `first` to `end`, and of the squares of what is left, `squared`. */
const ROW_MOMENTS = `
  var sum = Value();
  if (is_used) {
    for (var r = first + row; r < end; r += u.down) { sum += x[r * u.groups + column]; }
  }
  let average = add_rows(sum, thread) / f32(end - first);
  var square = Value();
  if (is_used) {
    for (var r = first + row; r < end; r += u.down) {
      let deviation = x[r * u.groups + column] - average;
      square += deviation * deviation;
    }
  }
  let squared = add_rows(square, thread);`;

/** WGSL of the `average` and `variance` of a column whose `rows` are all a workgroup's. */
export const MOMENTS_AT_ONCE = `
  let first = 0;
  let end = u.rows;${ROW_MOMENTS}
  let variance = squared / f32(u.rows);`;

/** The moments of a map of few rows in one dispatch. */
function momentsAtOnce(
  backend: WebGpuBackend,
  columns: Columns,
  { x, gamma, beta, epsilon }: Normalisation,
  result: Moments,
): void {
  const { functions, statements } = columnThreads(columns);
  const { groups, rows } = columns;
  backend.dispatch({
    name: `momentsAtOnce ${columns.width}`,
    body: () =>
      `${functions}
@compute @workgroup_size(${THREADS})
fn main(${BUILTINS}) {${statements}${MOMENTS_AT_ONCE}
  if (row == 0) {${WRITE_MOMENTS}
  }
}`,
    inputs: { x, gamma, beta },
    outputs: { ...result },
    vectors: vectorsOf(
      columns,
      "x",
      "gamma",
      "beta",
      ...Object.keys(result),
    ),
    uniforms: {
      ints: { ...columnUniforms(columns), rows },
      floats: { epsilon },
    },
    workgroups: [1, groups],
  });
}

/** Mean of each chunk, and the sum of the squared deviations from it. */
function chunkMoments(
  backend: WebGpuBackend,
  columns: Columns,
  x: TensorInfo,
  means: TensorInfo,
  squares: TensorInfo,
): void {
  const { functions, statements } = columnThreads(columns);
  const { groups, across, rows, chunks } = columns;
  backend.dispatch({
    name: `chunkMoments ${columns.width}`,
    body: () =>
      `${functions}
@compute @workgroup_size(${THREADS})
fn main(${BUILTINS}) {${statements}
  let first = i32(group.x) * u.rows;
  let end = min(first + u.rows, u.total);${ROW_MOMENTS}
  if (is_used && row == 0) {
    means[i32(group.x) * u.groups + column] = average;
    squares[i32(group.x) * u.groups + column] = squared;
  }
}`,
    inputs: { x },
    outputs: { means, squares },
    vectors: vectorsOf(columns, "x", "means", "squares"),
    uniforms: {
      ints: {
        ...columnUniforms(columns),
        rows,
        total: x.shape[1] * x.shape[2],
      },
    },
    workgroups: [chunks, Math.ceil(groups / across)],
  });
}

/** The chunks' moments taken together (Chan, Golub and LeVeque). */
function mergeMoments(
  backend: WebGpuBackend,
  columns: Columns,
  total: number,
  inputs: Record<"means" | "squares" | "gamma" | "beta", TensorInfo>,
  epsilon: number,
  result: Moments,
): void {
  const { functions, statements } = columnThreads(columns);
  const { groups, across, rows, chunks } = columns;
  backend.dispatch({
    name: `mergeMoments ${columns.width}`,
    body: () =>
      `${functions}
fn rows_of(chunk: i32) -> f32 { return f32(min(u.rows, u.total - chunk * u.rows)); }
@compute @workgroup_size(${THREADS})
fn main(${BUILTINS}) {${statements}
  var sum = Value();
  if (is_used) {
    for (var k = row; k < u.chunks; k += u.down) { sum += rows_of(k) * means[k * u.groups + column]; }
  }
  let average = add_rows(sum, thread) / f32(u.total);
  var square = Value();
  if (is_used) {
    for (var k = row; k < u.chunks; k += u.down) {
      let deviation = means[k * u.groups + column] - average;
      square += squares[k * u.groups + column] + rows_of(k) * deviation * deviation;
    }
  }
  let variance = add_rows(square, thread) / f32(u.total);
  if (is_used && row == 0) {${WRITE_MOMENTS}
  }
}`,
    inputs,
    outputs: { ...result },
    vectors: vectorsOf(
      columns,
      ...Object.keys(inputs),
      ...Object.keys(result),
    ),
    uniforms: {
      ints: { ...columnUniforms(columns), rows, chunks, total },
      floats: { epsilon },
    },
    workgroups: [1, Math.ceil(groups / across)],
  });
}
