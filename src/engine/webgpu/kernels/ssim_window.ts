import { SSIM_TAPS, SSIM_WINDOW } from "../../ops/ssim_window.ts";
import { BUILTINS, THREADS } from "../wgsl.ts";
import { registerGpuKernel } from "./register.ts";

/** Side of the square of pixels of a workgroup: a thread for each; one channel a workgroup. */
export const SIDE = Math.sqrt(THREADS);

/**
 * WGSL of such a square and the margin that the window needs around it. It
 * wants the uniforms `h`, `w` and `c`.
 */
export const SQUARE = `
const SIDE = ${SIDE};
const TAPS = ${SSIM_TAPS.length};
const TALL = SIDE + TAPS - 1;
const WEIGHTS = array<f32, TAPS>(${SSIM_TAPS.join(", ")});
fn address_at(row: i32, column: i32, channel: i32) -> i32 {
  let is_inside = row >= 0 && row < u.h && column >= 0 && column < u.w;
  return select(-1, (row * u.w + column) * u.c + channel, is_inside);
}
// Of position i of the square with its margin; -1 outside the picture.
fn address(group: vec3<u32>, i: i32) -> i32 {
  let row = i32(group.y) * SIDE + i / TALL - TAPS / 2;
  let column = i32(group.x) * SIDE + i % TALL - TAPS / 2;
  return address_at(row, column, i32(group.z));
}
// Of a thread's own position.
fn own_address(group: vec3<u32>, thread: i32) -> i32 {
  let row = i32(group.y) * SIDE + thread / SIDE;
  let column = i32(group.x) * SIDE + thread % SIDE;
  return address_at(row, column, i32(group.z));
}`;

/**
 * `windowed(thread)`: the window's mean about a thread's own position, of the
 * `square` that all threads have filled; all must call it. Rows first, then
 * columns.
 */
export const WINDOWED = `
var<workgroup> square: array<f32, TALL * TALL>;
var<workgroup> blurred: array<f32, TALL * SIDE>;
fn windowed(thread: i32) -> f32 {
  var weights = WEIGHTS;
  workgroupBarrier();
  for (var i = thread; i < TALL * SIDE; i += ${THREADS}) {
    var sum = 0.0;
    for (var t = 0; t < TAPS; t++) { sum += weights[t] * square[i / SIDE * TALL + i % SIDE + t]; }
    blurred[i] = sum;
  }
  workgroupBarrier();
  var sum = 0.0;
  for (var t = 0; t < TAPS; t++) { sum += weights[t] * blurred[thread + t * SIDE]; }
  return sum;
}`;

registerGpuKernel(SSIM_WINDOW, ({ inputs: { x }, backend }) => {
  const [, h, w, c] = x.shape;
  const y = backend.makeFloats(x.shape);
  backend.dispatch({
    name: "ssimWindow",
    body: () =>
      `${SQUARE}${WINDOWED}
@compute @workgroup_size(${THREADS})
fn main(${BUILTINS}) {
  let thread = i32(thread_index);
  for (var i = thread; i < TALL * TALL; i += ${THREADS}) {
    let at = address(group, i);
    square[i] = select(0.0, x[max(at, 0)], at >= 0);
  }
  let mean = windowed(thread);
  let at = own_address(group, thread);
  if (at >= 0) { y[at] = mean; }
}`,
    inputs: { x },
    outputs: { y },
    uniforms: { ints: { h, w, c } },
    workgroups: [Math.ceil(w / SIDE), Math.ceil(h / SIDE), c],
  });
  return y;
});
