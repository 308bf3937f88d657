import type { TensorInfo } from "@tensorflow/tfjs";
import { BATCH_NORM } from "../../ops/batch_norm.ts";
import type { WebGpuBackend } from "../backend.ts";
import {
  type Columns,
  columnThreads,
  columnUniforms,
  divideColumns,
  vectorsOf,
} from "../columns.ts";
import { moments, MOMENTS_AT_ONCE, type Normalisation } from "../moments.ts";
import {
  BUILTINS,
  forEachIndex,
  groupsOf,
  THREADS,
  valueType,
} from "../wgsl.ts";
import { registerGpuKernel } from "./register.ts";

registerGpuKernel<{ slope: number; epsilon: number }>(
  BATCH_NORM,
  ({ inputs: { x, gamma, beta }, backend, attrs: { slope, epsilon } }) => {
    const [, h, w, c] = x.shape;
    const columns = divideColumns(h * w, c);
    const normalisation = { x, gamma, beta, epsilon };
    if (columns.chunks === 1) {
      return normaliseAtOnce(backend, columns, normalisation, slope);
    }
    const { statistics, affine } = moments(backend, normalisation);
    const y = normalise(backend, columns, { x, affine }, slope);
    backend.disposeData(affine.dataId);
    return [y, statistics];
  },
);

/** Moments and result of a map of few rows in one dispatch. */
function normaliseAtOnce(
  backend: WebGpuBackend,
  columns: Columns,
  { x, gamma, beta, epsilon }: Normalisation,
  slope: number,
): TensorInfo[] {
  const { functions, statements } = columnThreads(columns);
  const { groups, rows } = columns;
  const y = backend.makeFloats(x.shape);
  const statistics = backend.makeFloats([2, ...gamma.shape]);
  backend.dispatch({
    name: `normaliseAtOnce ${columns.width}`,
    body: () =>
      `${functions}
@compute @workgroup_size(${THREADS})
fn main(${BUILTINS}) {${statements}${MOMENTS_AT_ONCE}
  let inverse = inverseSqrt(variance + u.epsilon);
  for (var r = row; r < u.rows; r += u.down) {
    let at = r * u.groups + column;
    let z = (x[at] - average) * inverse * gamma[column] + beta[column];
    y[at] = select(z, u.slope * z, z < Value());
  }
  if (row == 0) {
    statistics[column] = average;
    statistics[u.groups + column] = inverse;
  }
}`,
    inputs: { x, gamma, beta },
    outputs: { y, statistics },
    vectors: vectorsOf(columns, "x", "gamma", "beta", "y", "statistics"),
    uniforms: {
      ints: { ...columnUniforms(columns), rows },
      floats: { slope, epsilon },
    },
    workgroups: [1, groups],
  });
  return [y, statistics];
}

function normalise(
  backend: WebGpuBackend,
  columns: Columns,
  inputs: { x: TensorInfo; affine: TensorInfo },
  slope: number,
): TensorInfo {
  const { width } = columns;
  const y = backend.makeFloats(inputs.x.shape);
  const size = y.shape.reduce((a, b) => a * b) / width;
  backend.dispatch({
    name: `normalise ${columns.width}`,
    body: () =>
      forEachIndex(`
  let column = index % u.groups;
  let z = x[index] * affine[column] + affine[u.groups + column];
  y[index] = select(z, u.slope * z, z < ${valueType(columns.width)}());`),
    inputs,
    outputs: { y },
    vectors: vectorsOf(columns, "x", "affine", "y"),
    uniforms: { ints: { ...columnUniforms(columns), size }, floats: { slope } },
    workgroups: groupsOf(size),
  });
  return y;
}
