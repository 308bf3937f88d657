import type { Boundary } from "../../ops/along_axes.ts";
import { DEGRADE, type Sampling } from "../../ops/degrade.ts";
import { forEachIndex, groupsOf } from "../wgsl.ts";
import { registerGpuKernel } from "./register.ts";

registerGpuKernel<Sampling>(
  DEGRADE,
  ({ inputs: { x, kernel }, backend, attrs: { scale, phase, boundary } }) => {
    const [, h, w, c] = x.shape;
    const n = kernel.shape[0];
    const outHeight = Math.ceil((h - phase) / scale);
    const outWidth = Math.ceil((w - phase) / scale);
    const y = backend.makeFloats([1, outHeight, outWidth, c]);
    const size = outHeight * outWidth * c;
    backend.dispatch({
      name: `degrade ${boundary} ${n}`,
      body: () =>
        `
const N = ${n};
${READ_AT[boundary]}` +
        forEachIndex(`
  let pixel = index / u.c;
  let top = pixel / u.out_width * u.scale + u.phase - N / 2;
  let left = pixel % u.out_width * u.scale + u.phase - N / 2;
  var sum = 0.0;
  for (var i = 0; i < N; i++) {
    let row = read_at(top + i, u.h);
    if (row < 0) { continue; }
    for (var j = 0; j < N; j++) {
      let column = read_at(left + j, u.w);
      if (column < 0) { continue; }
      sum += kernel[i * N + j] * x[(row * u.w + column) * u.c + index % u.c];
    }
  }
  y[index] = sum;`),
      inputs: { x, kernel },
      outputs: { y },
      uniforms: { ints: { size, h, w, c, scale, phase, out_width: outWidth } },
      workgroups: groupsOf(size),
    });
    return y;
  },
);

/** `read_at(i, n)`: the position within 0..n-1 that is read for any i, or -1 for zero. */
export const READ_AT: Record<Boundary, string> = {
  reflect: `
fn read_at(i: i32, n: i32) -> i32 {
  let period = max(2 * (n - 1), 1);
  let folded = ((i % period) + period) % period;
  return min(folded, period - folded) * i32(n > 1);
}`,
  circular: `
fn read_at(i: i32, n: i32) -> i32 { return ((i % n) + n) % n; }`,
  zero: `
fn read_at(i: i32, n: i32) -> i32 { return select(-1, i, i >= 0 && i < n); }`,
};
