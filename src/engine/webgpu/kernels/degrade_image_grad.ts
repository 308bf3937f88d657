import type { Boundary } from "../../ops/along_axes.ts";
import { DEGRADE_IMAGE_GRAD, type Sampling } from "../../ops/degrade.ts";
import { forEachIndex, groupsOf } from "../wgsl.ts";
import { registerGpuKernel } from "./register.ts";

// A pixel gathers from the samples whose window it lies in, as itself and as
// each position outside the picture that is read as it.
registerGpuKernel<Sampling & { xShape: number[] }>(
  DEGRADE_IMAGE_GRAD,
  ({ inputs: { dy, kernel }, backend, attrs }) => {
    const { scale, phase, boundary, xShape } = attrs;
    const [, h, w, c] = xShape;
    const [, outHeight, outWidth] = dy.shape;
    const n = kernel.shape[0];
    const dx = backend.makeFloats(xShape);
    const size = h * w * c;
    backend.dispatch({
      name: `degradeImageGrad ${boundary} ${n}`,
      body: () =>
        `
const N = ${n};
const HALF = N / 2;
${NEXT_IMAGE[boundary]}
fn gathered(row: i32, column: i32, channel: i32) -> f32 {
  // The first tap, from the top left, that joins the position to a sample.
  let top = (row + HALF - u.phase) % u.scale;
  let left = (column + HALF - u.phase) % u.scale;
  var sum = 0.0;
  for (var i = (top + u.scale) % u.scale; i < N; i += u.scale) {
    let y = (row + HALF - u.phase - i) / u.scale;
    if (row + HALF - u.phase < i || y >= u.out_height) { continue; }
    for (var j = (left + u.scale) % u.scale; j < N; j += u.scale) {
      let x = (column + HALF - u.phase - j) / u.scale;
      if (column + HALF - u.phase < j || x >= u.out_width) { continue; }
      sum += kernel[i * N + j] * dy[(y * u.out_width + x) * u.c + channel];
    }
  }
  return sum;
}` +
        forEachIndex(`
  let pixel = index / u.c;
  let row = pixel / u.w;
  let column = pixel % u.w;
  var sum = 0.0;
  for (var r = next_image(-HALF - 1, row, u.h); r < u.h + HALF; r = next_image(r, row, u.h)) {
    for (var k = next_image(-HALF - 1, column, u.w); k < u.w + HALF; k = next_image(k, column, u.w)) {
      sum += gathered(r, k, index % u.c);
    }
  }
  dx[index] = sum;`),
      inputs: { dy, kernel },
      outputs: { dx },
      uniforms: {
        ints: {
          size,
          h,
          w,
          c,
          scale,
          phase,
          out_height: outHeight,
          out_width: outWidth,
        },
      },
      workgroups: groupsOf(size),
    });
    return dx;
  },
);

const POSITIVE_REMAINDER = `
fn remainder(a: i32, b: i32) -> i32 { return (a % b + b) % b; }`;

/**
 * `next_image(i, p, n)`: the first position after i that is read as p of n; at
 * or beyond n + HALF if there is none.
 */
const NEXT_IMAGE: Record<Boundary, string> = {
  reflect: `
${POSITIVE_REMAINDER}
fn next_image(i: i32, p: i32, n: i32) -> i32 {
  let period = max(2 * (n - 1), 1);
  return i + 1 + min(remainder(p - i - 1, period), remainder(-p - i - 1, period));
}`,
  circular: `
${POSITIVE_REMAINDER}
fn next_image(i: i32, p: i32, n: i32) -> i32 { return i + 1 + remainder(p - i - 1, n); }`,
  zero: `
fn next_image(i: i32, p: i32, n: i32) -> i32 { return select(n + HALF, p, i < p); }`,
};
