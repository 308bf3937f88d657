import {
  CENTRED_SOFTMAX,
  CENTRED_SOFTMAX_GRAD,
  type Centring,
  NEWTON_STEPS,
} from "../../ops/centred_softmax.ts";
import { BUILTINS, THREADS, WORKGROUP_PEAK, WORKGROUP_SUM } from "../wgsl.ts";
import { registerGpuKernel } from "./register.ts";

/** Functions of one workgroup that holds the whole square, each thread some of its values. */
const FUNCTIONS = `${WORKGROUP_SUM}${WORKGROUP_PEAK}
fn offset(i: i32) -> vec2<f32> {
  return vec2<f32>(f32(i / u.size), f32(i % u.size)) - u.centre;
}
fn sum2(value: vec2<f32>, thread: i32) -> vec2<f32> {
  return vec2<f32>(workgroup_sum(value.x, thread), workgroup_sum(value.y, thread));
}
// What solves Cov·x = v, with the variances and, last, the covariance.
fn solved(covariance: vec3<f32>, v: vec2<f32>) -> vec2<f32> {
  let determinant = covariance.x * covariance.y - covariance.z * covariance.z;
  return (covariance.yx * v - covariance.z * v.yx) / determinant;
}`;

/** Values of a thread. */
function shareOf(size: number): number {
  return Math.ceil(size * size / THREADS);
}

registerGpuKernel<Centring>(
  CENTRED_SOFTMAX,
  ({ inputs: { scores }, backend, attrs: { size, centre } }) => {
    const weights = backend.makeFloats(scores.shape);
    const share = shareOf(size);
    backend.dispatch({
      name: `centredSoftmax ${share}`,
      body: () =>
        `${FUNCTIONS}
@compute @workgroup_size(${THREADS})
fn main(${BUILTINS}) {
  let thread = i32(thread_index);
  let end = u.size * u.size;
  var slope = vec2<f32>();
  var share: array<f32, ${share}>;
  for (var step = 0; step <= ${NEWTON_STEPS}; step++) {
    var peak = -3e38;
    for (var k = 0; k < ${share}; k++) {
      let i = thread + k * ${THREADS};
      if (i >= end) { continue; }
      share[k] = scores[i] - dot(slope, offset(i));
      peak = max(peak, share[k]);
    }
    peak = workgroup_peak(peak, thread);
    var sum = 0.0;
    for (var k = 0; k < ${share}; k++) {
      share[k] = select(0.0, exp(share[k] - peak), thread + k * ${THREADS} < end);
      sum += share[k];
    }
    let total = workgroup_sum(sum, thread);
    var mean = vec2<f32>();
    var square = vec2<f32>();
    var both = 0.0;
    for (var k = 0; k < ${share}; k++) {
      share[k] /= total;
      let o = offset(thread + k * ${THREADS});
      mean += share[k] * o;
      square += share[k] * o * o;
      both += share[k] * o.x * o.y;
    }
    mean = sum2(mean, thread);
    square = sum2(square, thread) - mean * mean;
    both = workgroup_sum(both, thread) - mean.x * mean.y;
    slope += solved(vec3<f32>(square, both), mean);
  }
  for (var k = 0; k < ${share}; k++) {
    let i = thread + k * ${THREADS};
    if (i < end) { weights[i] = share[k]; }
  }
}`,
      inputs: { scores },
      outputs: { weights },
      uniforms: { ints: { size }, floats: { centre } },
      workgroups: [1],
    });
    return weights;
  },
);

registerGpuKernel<Centring>(
  CENTRED_SOFTMAX_GRAD,
  ({ inputs: { dy, weights }, backend, attrs: { size, centre } }) => {
    const dx = backend.makeFloats(weights.shape);
    backend.dispatch({
      name: "centredSoftmaxGrad",
      body: () =>
        `${FUNCTIONS}
@compute @workgroup_size(${THREADS})
fn main(${BUILTINS}) {
  let thread = i32(thread_index);
  let end = u.size * u.size;
  var sum = 0.0;
  for (var i = thread; i < end; i += ${THREADS}) { sum += weights[i] * dy[i]; }
  let mean = workgroup_sum(sum, thread);
  var centre = vec2<f32>();
  var square = vec2<f32>();
  var both = 0.0;
  var by = vec2<f32>();
  for (var i = thread; i < end; i += ${THREADS}) {
    let o = offset(i);
    centre += weights[i] * o;
    square += weights[i] * o * o;
    both += weights[i] * o.x * o.y;
    by += weights[i] * o * (dy[i] - mean);
  }
  centre = sum2(centre, thread);
  square = sum2(square, thread) - centre * centre;
  both = workgroup_sum(both, thread) - centre.x * centre.y;
  let slope = solved(vec3<f32>(square, both), sum2(by, thread));
  for (var i = thread; i < end; i += ${THREADS}) {
    dx[i] = weights[i] * (dy[i] - mean - dot(slope, offset(i)));
  }
}`,
      inputs: { dy, weights },
      outputs: { dx },
      uniforms: { ints: { size }, floats: { centre } },
      workgroups: [1],
    });
    return dx;
  },
);
