import { C1, C2, SSIM, SSIM_GRAD } from "../../ops/ssim.ts";
import { addSums } from "../total.ts";
import { BUILTINS, THREADS, WORKGROUP_SUM } from "../wgsl.ts";
import { registerGpuKernel } from "./register.ts";
import { SIDE, SQUARE, WINDOWED } from "./ssim_window.ts";

registerGpuKernel(SSIM, ({ inputs: { a, b }, backend }) => {
  const [, h, w, c] = a.shape;
  const squares = [Math.ceil(w / SIDE), Math.ceil(h / SIDE)];
  const parts = squares[0] * squares[1] * c;
  const mean = backend.makeFloats([]);
  const derivatives = backend.makeFloats([3, h, w, c]);
  backend.withTemporary([parts], (sums) => {
    backend.dispatch({
      name: "ssim",
      body: () => similaritySource(),
      inputs: { a, b },
      outputs: { derivatives, sums },
      uniforms: { ints: { h, w, c } },
      workgroups: [squares[0], squares[1], c],
    });
    addSums(backend, sums, mean, 1 / (h * w * c));
  });
  return [mean, derivatives];
});

/** The similarity at each value of a square, and its derivatives. */
function similaritySource(): string {
  return `${SQUARE}${WORKGROUP_SUM}
const C1 = ${C1};
const C2 = ${C2};
var<workgroup> square_a: array<f32, TALL * TALL>;
var<workgroup> square_b: array<f32, TALL * TALL>;
// The means of a row of a, b, a², b² and ab.
var<workgroup> rows_a: array<f32, TALL * SIDE>;
var<workgroup> rows_b: array<f32, TALL * SIDE>;
var<workgroup> rows_aa: array<f32, TALL * SIDE>;
var<workgroup> rows_bb: array<f32, TALL * SIDE>;
var<workgroup> rows_ab: array<f32, TALL * SIDE>;
@compute @workgroup_size(${THREADS})
fn main(${BUILTINS}) {
  let thread = i32(thread_index);
  var weights = WEIGHTS;
  for (var i = thread; i < TALL * TALL; i += ${THREADS}) {
    let at = address(group, i);
    square_a[i] = select(0.0, a[max(at, 0)], at >= 0);
    square_b[i] = select(0.0, b[max(at, 0)], at >= 0);
  }
  workgroupBarrier();
  for (var i = thread; i < TALL * SIDE; i += ${THREADS}) {
    var sum = vec2<f32>();
    var products = vec3<f32>();
    for (var t = 0; t < TAPS; t++) {
      let at = i / SIDE * TALL + i % SIDE + t;
      let pair = vec2<f32>(square_a[at], square_b[at]);
      sum += weights[t] * pair;
      products += weights[t] * vec3<f32>(pair * pair, pair.x * pair.y);
    }
    rows_a[i] = sum.x;
    rows_b[i] = sum.y;
    rows_aa[i] = products.x;
    rows_bb[i] = products.y;
    rows_ab[i] = products.z;
  }
  workgroupBarrier();
  var mean = vec2<f32>();
  var products = vec3<f32>();
  for (var t = 0; t < TAPS; t++) {
    let at = thread + t * SIDE;
    mean += weights[t] * vec2<f32>(rows_a[at], rows_b[at]);
    products += weights[t] * vec3<f32>(rows_aa[at], rows_bb[at], rows_ab[at]);
  }
  let variances = products.xy - mean * mean;
  let covariance = products.z - mean.x * mean.y;
  let top = vec2<f32>(2.0 * mean.x * mean.y + C1, 2.0 * covariance + C2);
  let bottom = vec2<f32>(dot(mean, mean) + C1, variances.x + variances.y + C2);
  let quotient = 1.0 / (bottom.x * bottom.y);
  let value = top.x * top.y * quotient;
  let at = own_address(group, thread);
  if (at >= 0) {
    let size = u.h * u.w * u.c;
    derivatives[at] = 2.0 * mean.y * (top.y - top.x) * quotient
      + 2.0 * mean.x * value * (1.0 / bottom.y - 1.0 / bottom.x);
    derivatives[size + at] = -value / bottom.y;
    derivatives[2 * size + at] = 2.0 * top.x * quotient;
  }
  let total = workgroup_sum(select(0.0, value, at >= 0), thread);
  if (thread == 0) {
    sums[(group.z * groups.y + group.y) * groups.x + group.x] = total;
  }
}`;
}

registerGpuKernel(SSIM_GRAD, ({ inputs, backend }) => {
  const { dy, a, b, derivatives } = inputs;
  const [, h, w, c] = a.shape;
  const da = backend.makeFloats(a.shape);
  backend.dispatch({
    name: "ssimGrad",
    body: () =>
      `${SQUARE}${WINDOWED}
@compute @workgroup_size(${THREADS})
fn main(${BUILTINS}) {
  let thread = i32(thread_index);
  let size = u.h * u.w * u.c;
  var windows = array<f32, 3>();
  // The window is its own adjoint.
  for (var k = 0; k < 3; k++) {
    for (var i = thread; i < TALL * TALL; i += ${THREADS}) {
      let at = address(group, i);
      square[i] = select(0.0, derivatives[k * size + max(at, 0)], at >= 0);
    }
    windows[k] = windowed(thread);
  }
  let at = own_address(group, thread);
  if (at >= 0) {
    da[at] = dy[0] / f32(size) * (windows[0] + 2.0 * a[at] * windows[1] + b[at] * windows[2]);
  }
}`,
    inputs: { dy, a, b, derivatives },
    outputs: { da },
    uniforms: { ints: { h, w, c } },
    workgroups: [Math.ceil(w / SIDE), Math.ceil(h / SIDE), c],
  });
  return da;
});
