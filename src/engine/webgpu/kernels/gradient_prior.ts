import {
  GRADIENT_PRIOR,
  GRADIENT_PRIOR_GRAD,
} from "../../ops/gradient_prior.ts";
import { addSums } from "../total.ts";
import {
  BUILTINS,
  forEachIndex,
  groupsOf,
  IMAGES,
  MIRRORED,
  THREADS,
  WORKGROUP_SUM,
} from "../wgsl.ts";
import { registerGpuKernel } from "./register.ts";

/** Most workgroups that share a sum: their sums are added by one. */
const MOST_PARTS = 1024;

const CONSTANTS = `
const EXPONENT = 0.67;
const EPSILON = 1e-8;
// The upper, upper-left, left and lower-left neighbour.
const NEIGHBOURS = array<vec2<i32>, 4>(vec2<i32>(-1, 0), vec2<i32>(-1, -1), vec2<i32>(0, -1), vec2<i32>(1, -1));`;

registerGpuKernel(GRADIENT_PRIOR, ({ inputs: { x }, backend }) => {
  const [, h, w, c] = x.shape;
  const size = h * w * c;
  const parts = Math.min(Math.ceil(size / THREADS), MOST_PARTS);
  const energy = backend.makeFloats([]);
  backend.withTemporary([parts], (sums) => {
    backend.dispatch({
      name: "gradientPrior",
      body: () =>
        `${CONSTANTS}${MIRRORED}${WORKGROUP_SUM}
@compute @workgroup_size(${THREADS})
fn main(${BUILTINS}) {
  var neighbours = NEIGHBOURS;
  var sum = 0.0;
  for (var i = i32(group.x) * ${THREADS} + i32(thread_index); i < u.size; i += u.step) {
    let pixel = i / u.c;
    for (var k = 0; k < 4; k++) {
      let row = mirrored(pixel / u.w + neighbours[k].x, u.h);
      let column = mirrored(pixel % u.w + neighbours[k].y, u.w);
      let difference = abs(x[i] - x[(row * u.w + column) * u.c + i % u.c]);
      sum += pow(difference + EPSILON, EXPONENT);
    }
  }
  let total = workgroup_sum(sum, i32(thread_index));
  if (thread_index == 0u) { sums[group.x] = total; }
}`,
      inputs: { x },
      outputs: { sums },
      uniforms: { ints: { h, w, c, size, step: parts * THREADS } },
      workgroups: [parts],
    });
    addSums(backend, sums, energy);
  });
  return energy;
});

// A pixel is one end of its own four differences, and the other end of those of
// the pixels whose neighbour it is, by itself or mirrored at the edge.
registerGpuKernel(GRADIENT_PRIOR_GRAD, ({ inputs: { dy, x }, backend }) => {
  const [, h, w, c] = x.shape;
  const size = h * w * c;
  const dx = backend.makeFloats(x.shape);
  backend.dispatch({
    name: "gradientPriorGrad",
    body: () =>
      `${CONSTANTS}${MIRRORED}${IMAGES}
fn slope(difference: f32) -> f32 {
  return sign(difference) * EXPONENT * pow(abs(difference) + EPSILON, EXPONENT - 1.0);
}` +
      forEachIndex(`
  var neighbours = NEIGHBOURS;
  let pixel = index / u.c;
  let channel = index % u.c;
  let row = pixel / u.w;
  let column = pixel % u.w;
  let value = x[index];
  var sum = 0.0;
  for (var k = 0; k < 4; k++) {
    let r = mirrored(row + neighbours[k].x, u.h);
    let q = mirrored(column + neighbours[k].y, u.w);
    sum += slope(value - x[(r * u.w + q) * u.c + channel]);
  }
  for (var i = 0; i < images_of(row, u.h) * images_of(column, u.w); i++) {
    let r = image_of(i / images_of(column, u.w), row, u.h);
    let q = image_of(i % images_of(column, u.w), column, u.w);
    for (var k = 0; k < 4; k++) {
      let other = vec2<i32>(r, q) - neighbours[k];
      if (any(other < vec2<i32>()) || other.x >= u.h || other.y >= u.w) { continue; }
      sum -= slope(x[(other.x * u.w + other.y) * u.c + channel] - value);
    }
  }
  dx[index] = dy[0] * sum;`),
    inputs: { dy, x },
    outputs: { dx },
    uniforms: { ints: { h, w, c, size } },
    workgroups: groupsOf(size),
  });
  return dx;
});
