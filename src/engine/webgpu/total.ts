import type { TensorInfo } from "@tensorflow/tfjs";
import type { WebGpuBackend } from "./backend.ts";
import { BUILTINS, THREADS, WORKGROUP_SUM } from "./wgsl.ts";

/**
 * Adds the sums that the workgroups of a program left.
 *
 * @param backend Where.
 * @param sums `[n]`.
 * @param total A scalar, which gets their sum times the factor.
 * @param factor The factor.
 */
export function addSums(
  backend: WebGpuBackend,
  sums: TensorInfo,
  total: TensorInfo,
  factor = 1,
): void {
  backend.dispatch({
    name: "addSums",
    body: () =>
      `${WORKGROUP_SUM}
@compute @workgroup_size(${THREADS})
fn main(${BUILTINS}) {
  let thread = i32(thread_index);
  var sum = 0.0;
  for (var i = thread; i < u.count; i += ${THREADS}) { sum += sums[i]; }
  let all = workgroup_sum(sum, thread);
  if (thread == 0) { total[0] = all * u.factor; }
}`,
    inputs: { sums },
    outputs: { total },
    uniforms: { ints: { count: sums.shape[0] }, floats: { factor } },
    workgroups: [1],
  });
}
