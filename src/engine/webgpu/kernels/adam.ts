import type { TensorInfo } from "@tensorflow/tfjs";
import { ADAM_STEP, type AdamRates } from "../../ops/adam.ts";
import { BUILTINS, GROUP_INDEX, layOut, THREADS } from "../wgsl.ts";
import { registerGpuKernel } from "./register.ts";

/** Values of a workgroup. */
const SLICE = THREADS * 4;
/** Most parameters of a dispatch, whatever the device takes: its program has a branch for each. */
const MOST_PARAMETERS = 64;

// One dispatch updates as many parameters as the device binds tensors for:
// each with its gradient, and the running means of all.
registerGpuKernel<AdamRates & { count: number }>(
  ADAM_STEP,
  ({ inputs, backend, attrs: { count, ...rates } }) => {
    const { mean, square } = inputs;
    const { maxStorageBuffersPerShaderStage } = backend.device.limits;
    const most = Math.min(
      Math.floor((maxStorageBuffersPerShaderStage - 2) / 2),
      MOST_PARAMETERS,
    );
    let offset = 0;
    for (let first = 0; first < count; first += most) {
      const number = Math.min(most, count - first);
      const grads = numbered("grad", inputs, first, number);
      const parameters = numbered("parameter", inputs, first, number);
      const lengths = Object.values(parameters)
        .map(({ shape }) => shape.reduce((a, b) => a * b, 1));
      const groups = lengths.map((length) => Math.ceil(length / SLICE));
      backend.dispatch({
        name: `adam ${lengths}`,
        body: () => source(lengths, groups),
        inputs: grads,
        outputs: { ...parameters, mean, square },
        uniforms: { ints: { offset }, floats: { ...rates } },
        workgroups: layOut(groups.reduce((a, b) => a + b)),
      });
      offset += lengths.reduce((a, b) => a + b);
    }
    return [];
  },
);

/** `number` tensors from the `first` on, named anew from 0. */
function numbered(
  name: string,
  inputs: Record<string, TensorInfo>,
  first: number,
  number: number,
): Record<string, TensorInfo> {
  return Object.fromEntries(
    Array.from(
      { length: number },
      (_, i) => [`${name}${i}`, inputs[`${name}${first + i}`]],
    ),
  );
}

function source(lengths: number[], groups: number[]): string {
  let slice = 0;
  let first = 0;
  const branches = lengths.map((length, i) => {
    const branch = `if (slice < ${slice + groups[i]}) {
    let start = (slice - ${slice}) * ${SLICE} + thread;
    for (var i = start; i < min(start + ${SLICE}, ${length}); i += ${THREADS}) {
      parameter${i}[i] -= step_of(u.offset + ${first} + i, grad${i}[i]);
    }
  }`;
    slice += groups[i];
    first += length;
    return branch;
  });
  return `
fn step_of(at: i32, gradient: f32) -> f32 {
  let new_mean = mix(gradient, mean[at], u.beta1);
  let new_square = mix(gradient * gradient, square[at], u.beta2);
  mean[at] = new_mean;
  square[at] = new_square;
  return u.rate * new_mean / (sqrt(new_square) * u.squareScale + u.epsilon);
}
@compute @workgroup_size(${THREADS})
fn main(${BUILTINS}) {
  let slice = ${GROUP_INDEX};
  let thread = i32(thread_index);
  ${branches.join(" else ")}
}`;
}
