import type { TensorInfo } from "@tensorflow/tfjs";
import { BATCH_NORM_GRAD } from "../../ops/batch_norm.ts";
import type { WebGpuBackend } from "../backend.ts";
import {
  type Columns,
  columnThreads,
  columnUniforms,
  divideColumns,
  vectorsOf,
} from "../columns.ts";
import {
  BUILTINS,
  forEachIndex,
  groupsOf,
  THREADS,
  valueType,
} from "../wgsl.ts";
import { registerGpuKernel } from "./register.ts";

/** WGSL of the gradient behind the LeakyReLU, and of the normalised input. */
const THROUGH_LEAKY = `
    let normal = (x[at] - statistics[column]) * statistics[u.groups + column];
    let z = normal * gamma[column] + beta[column];
    let dz = select(dy[at], u.slope * dy[at], z < Value());`;

/** WGSL of the gradients by gamma and beta that come of the rows from `first` to `end`. */
const ROW_SUMS = `
  var by_gamma = Value();
  var by_beta = Value();
  if (is_used) {
    for (var r = first + row; r < end; r += u.down) {
      let at = r * u.groups + column;${THROUGH_LEAKY}
      by_gamma += dz * normal;
      by_beta += dz;
    }
  }
  let gamma_sum = add_rows(by_gamma, thread);
  let beta_sum = add_rows(by_beta, thread);`;

registerGpuKernel<{ slope: number }>(
  BATCH_NORM_GRAD,
  ({ inputs, backend, attrs: { slope } }) => {
    const { dy, x, gamma, beta, statistics } = inputs;
    const [, h, w, c] = x.shape;
    const columns = divideColumns(h * w, c);
    const gradients = {
      dx: backend.makeFloats(x.shape),
      dgamma: backend.makeFloats([c]),
      dbeta: backend.makeFloats([c]),
    };
    const saved = { dy, x, gamma, beta, statistics };
    if (columns.chunks === 1) {
      gradientsAtOnce(backend, columns, saved, slope, gradients);
    } else {
      parameterGradients(backend, columns, saved, slope, gradients);
      inputGradient(backend, columns, saved, slope, gradients);
    }
    return Object.values(gradients);
  },
);

type Saved = Record<
  "dy" | "x" | "gamma" | "beta" | "statistics",
  TensorInfo
>;
type Gradients = Record<"dx" | "dgamma" | "dbeta", TensorInfo>;

/** All gradients of a map of few rows in one dispatch. */
function gradientsAtOnce(
  backend: WebGpuBackend,
  columns: Columns,
  inputs: Saved,
  slope: number,
  outputs: Gradients,
): void {
  const { functions, statements } = columnThreads(columns);
  const { groups, rows } = columns;
  const names = [...Object.keys(inputs), ...Object.keys(outputs)];
  backend.dispatch({
    name: `normGradAtOnce ${columns.width}`,
    body: () =>
      `${functions}
@compute @workgroup_size(${THREADS})
fn main(${BUILTINS}) {${statements}
  let first = 0;
  let end = u.rows;${ROW_SUMS}
  for (var r = row; r < u.rows; r += u.down) {
    let at = r * u.groups + column;${THROUGH_LEAKY}
    let means = (normal * gamma_sum + beta_sum) / f32(u.rows);
    dx[at] = gamma[column] * statistics[u.groups + column] * (dz - means);
  }
  if (row == 0) {
    dgamma[column] = gamma_sum;
    dbeta[column] = beta_sum;
  }
}`,
    inputs,
    outputs,
    vectors: vectorsOf(columns, ...names),
    uniforms: { ints: { ...columnUniforms(columns), rows }, floats: { slope } },
    workgroups: [1, groups],
  });
}

/** Gradients by gamma and beta, from those of chunks of rows. */
function parameterGradients(
  backend: WebGpuBackend,
  columns: Columns,
  inputs: Saved,
  slope: number,
  { dgamma, dbeta }: Gradients,
): void {
  const shape = [columns.chunks, inputs.x.shape[3]];
  backend.withTemporary(
    shape,
    (gammas) =>
      backend.withTemporary(shape, (betas) => {
        chunkSums(backend, columns, inputs, slope, gammas, betas);
        addChunks(backend, columns, { gammas, betas }, { dgamma, dbeta });
      }),
  );
}

/** Each chunk's share of the gradients by gamma and beta. */
function chunkSums(
  backend: WebGpuBackend,
  columns: Columns,
  inputs: Saved,
  slope: number,
  gammas: TensorInfo,
  betas: TensorInfo,
): void {
  const { functions, statements } = columnThreads(columns);
  const { groups, across, rows, chunks } = columns;
  const total = inputs.x.shape[1] * inputs.x.shape[2];
  backend.dispatch({
    name: `chunkSums ${columns.width}`,
    body: () =>
      `${functions}
@compute @workgroup_size(${THREADS})
fn main(${BUILTINS}) {${statements}
  let first = i32(group.x) * u.rows;
  let end = min(first + u.rows, u.total);${ROW_SUMS}
  if (is_used && row == 0) {
    gammas[i32(group.x) * u.groups + column] = gamma_sum;
    betas[i32(group.x) * u.groups + column] = beta_sum;
  }
}`,
    inputs,
    outputs: { gammas, betas },
    vectors: vectorsOf(columns, ...Object.keys(inputs), "gammas", "betas"),
    uniforms: {
      ints: { ...columnUniforms(columns), rows, total },
      floats: { slope },
    },
    workgroups: [chunks, Math.ceil(groups / across)],
  });
}

/** The chunks' shares taken together. */
function addChunks(
  backend: WebGpuBackend,
  columns: Columns,
  inputs: Record<"gammas" | "betas", TensorInfo>,
  outputs: Record<"dgamma" | "dbeta", TensorInfo>,
): void {
  const { functions, statements } = columnThreads(columns);
  const { groups, across, chunks } = columns;
  backend.dispatch({
    name: `addChunks ${columns.width}`,
    body: () =>
      `${functions}
@compute @workgroup_size(${THREADS})
fn main(${BUILTINS}) {${statements}
  var by_gamma = Value();
  var by_beta = Value();
  if (is_used) {
    for (var k = row; k < u.chunks; k += u.down) {
      by_gamma += gammas[k * u.groups + column];
      by_beta += betas[k * u.groups + column];
    }
  }
  let gamma_sum = add_rows(by_gamma, thread);
  let beta_sum = add_rows(by_beta, thread);
  if (is_used && row == 0) {
    dgamma[column] = gamma_sum;
    dbeta[column] = beta_sum;
  }
}`,
    inputs,
    outputs,
    vectors: vectorsOf(columns, "gammas", "betas", "dgamma", "dbeta"),
    uniforms: { ints: { ...columnUniforms(columns), chunks } },
    workgroups: [1, Math.ceil(groups / across)],
  });
}

function inputGradient(
  backend: WebGpuBackend,
  columns: Columns,
  saved: Saved,
  slope: number,
  { dx, dgamma, dbeta }: Gradients,
): void {
  const { groups } = columns;
  const total = dx.shape[1] * dx.shape[2];
  const inputs = { ...saved, dgamma, dbeta };
  backend.dispatch({
    name: `normInputGrad ${columns.width}`,
    body: () =>
      `
alias Value = ${valueType(columns.width)};` +
      forEachIndex(`
  let at = index;
  let column = index % u.groups;${THROUGH_LEAKY}
  let means = (normal * dgamma[column] + dbeta[column]) / f32(u.total);
  dx[index] = gamma[column] * statistics[u.groups + column] * (dz - means);`),
    inputs,
    outputs: { dx },
    vectors: vectorsOf(columns, ...Object.keys(inputs), "dx"),
    uniforms: {
      ints: { ...columnUniforms(columns), size: total * groups, total },
      floats: { slope },
    },
    workgroups: groupsOf(total * groups),
  });
}
