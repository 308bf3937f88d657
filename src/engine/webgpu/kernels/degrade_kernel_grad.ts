import { DEGRADE_KERNEL_GRAD, type Sampling } from "../../ops/degrade.ts";
import { BUILTINS, THREADS, WORKGROUP_SUM } from "../wgsl.ts";
import { READ_AT } from "./degrade.ts";
import { registerGpuKernel } from "./register.ts";

// One workgroup a tap, summing over all samples.
registerGpuKernel<Sampling & { size: number }>(
  DEGRADE_KERNEL_GRAD,
  ({ inputs: { dy, x }, backend, attrs }) => {
    const { scale, phase, boundary, size } = attrs;
    const [, h, w, c] = x.shape;
    const [, outHeight, outWidth] = dy.shape;
    const dk = backend.makeFloats([size, size]);
    backend.dispatch({
      name: `degradeKernelGrad ${boundary} ${size}`,
      body: () => `
const N = ${size};
${READ_AT[boundary]}
${WORKGROUP_SUM}
@compute @workgroup_size(${THREADS})
fn main(${BUILTINS}) {
  let thread = i32(thread_index);
  let down = i32(group.y) - N / 2 + u.phase;
  let across = i32(group.x) - N / 2 + u.phase;
  var sum = 0.0;
  for (var sample = thread; sample < u.samples; sample += ${THREADS}) {
    let row = read_at(sample / u.out_width * u.scale + down, u.h);
    let column = read_at(sample % u.out_width * u.scale + across, u.w);
    if (row < 0 || column < 0) { continue; }
    for (var channel = 0; channel < u.c; channel++) {
      sum += dy[sample * u.c + channel] * x[(row * u.w + column) * u.c + channel];
    }
  }
  let total = workgroup_sum(sum, thread);
  if (thread == 0) { dk[group.y * N + group.x] = total; }
}`,
      inputs: { dy, x },
      outputs: { dk },
      uniforms: {
        ints: {
          samples: outHeight * outWidth,
          h,
          w,
          c,
          scale,
          phase,
          out_width: outWidth,
        },
      },
      workgroups: [size, size],
    });
    return dk;
  },
);
