import {
  JOIN_SKIP,
  JOIN_SKIP_DEEP_GRAD,
  JOIN_SKIP_SKIP_GRAD,
} from "../../ops/join_skip.ts";
import { forEachIndex, groupsOf, valueType } from "../wgsl.ts";
import { registerGpuKernel } from "./register.ts";

/** Channels by fours where all numbers of them allow it. */
function widthOf(...channels: number[]): 1 | 4 {
  return channels.every((c) => c % 4 === 0) ? 4 : 1;
}

registerGpuKernel(JOIN_SKIP, ({ inputs: { skip, deep }, backend }) => {
  const [, skipHeight, skipWidth, a] = skip.shape;
  const [, deepHeight, deepWidth, b] = deep.shape;
  const h = Math.min(skipHeight, 2 * deepHeight);
  const w = Math.min(skipWidth, 2 * deepWidth);
  const y = backend.makeFloats([1, h, w, a + b]);
  const width = widthOf(a, b);
  const [skips, deeps] = [a / width, b / width];
  const size = h * w * (skips + deeps);
  backend.dispatch({
    name: `joinSkip ${width}`,
    body: () =>
      `
// The two positions between which an enlarged one lies, and its distance from the first.
fn between(position: i32, size: i32) -> vec3<f32> {
  let exact = max((f32(position) + 0.5) / 2.0 - 0.5, 0.0);
  let low = floor(exact);
  return vec3<f32>(low, min(low + 1.0, f32(size - 1)), exact - low);
}
fn deep_at(row: f32, column: f32, channel: i32) -> ${valueType(width)} {
  return deep[(i32(row) * u.deep_width + i32(column)) * u.deeps + channel];
}` +
      forEachIndex(`
  let channel = index % (u.skips + u.deeps);
  let pixel = index / (u.skips + u.deeps);
  let row = pixel / u.w;
  let column = pixel % u.w;
  if (channel < u.skips) {
    let at = (row + u.skip_top) * u.skip_width + column + u.skip_left;
    y[index] = skip[at * u.skips + channel];
    return;
  }
  let c = channel - u.skips;
  let v = between(row + u.deep_top, u.deep_height);
  let h = between(column + u.deep_left, u.deep_width);
  let upper = mix(deep_at(v.x, h.x, c), deep_at(v.x, h.y, c), h.z);
  let lower = mix(deep_at(v.y, h.x, c), deep_at(v.y, h.y, c), h.z);
  y[index] = mix(upper, lower, v.z);`),
    inputs: { skip, deep },
    outputs: { y },
    vectors: width === 4 ? ["skip", "deep", "y"] : [],
    uniforms: {
      ints: {
        size,
        skips,
        deeps,
        w,
        skip_width: skipWidth,
        skip_top: (skipHeight - h) >> 1,
        skip_left: (skipWidth - w) >> 1,
        deep_height: deepHeight,
        deep_width: deepWidth,
        deep_top: (2 * deepHeight - h) >> 1,
        deep_left: (2 * deepWidth - w) >> 1,
      },
    },
    workgroups: groupsOf(size),
  });
  return y;
});

registerGpuKernel<{ skipShape: number[] }>(
  JOIN_SKIP_SKIP_GRAD,
  ({ inputs: { dy }, backend, attrs: { skipShape } }) => {
    const [, skipHeight, skipWidth, a] = skipShape;
    const [, h, w, channels] = dy.shape;
    const dx = backend.makeFloats(skipShape);
    const width = widthOf(a, channels);
    const skips = a / width;
    const size = skipHeight * skipWidth * skips;
    backend.dispatch({
      name: `joinSkipGrad ${width}`,
      body: () =>
        forEachIndex(`
  let pixel = index / u.skips;
  let row = pixel / u.skip_width - u.top;
  let column = pixel % u.skip_width - u.left;
  if (row < 0 || row >= u.h || column < 0 || column >= u.w) {
    dx[index] = ${valueType(width)}();
    return;
  }
  dx[index] = dy[(row * u.w + column) * u.channels + index % u.skips];`),
      inputs: { dy },
      outputs: { dx },
      vectors: width === 4 ? ["dy", "dx"] : [],
      uniforms: {
        ints: {
          size,
          skips,
          channels: channels / width,
          h,
          w,
          skip_width: skipWidth,
          top: (skipHeight - h) >> 1,
          left: (skipWidth - w) >> 1,
        },
      },
      workgroups: groupsOf(size),
    });
    return dx;
  },
);

registerGpuKernel<{ deepShape: number[] }>(
  JOIN_SKIP_DEEP_GRAD,
  ({ inputs: { dy }, backend, attrs: { deepShape } }) => {
    const [, deepHeight, deepWidth, b] = deepShape;
    const [, h, w, channels] = dy.shape;
    const dx = backend.makeFloats(deepShape);
    const width = widthOf(b, channels);
    const deeps = b / width;
    const size = deepHeight * deepWidth * deeps;
    backend.dispatch({
      name: `joinDeepGrad ${width}`,
      body: () =>
        `
// The share that an enlarged position has of a source: 1/4 or 3/4, more at the edge.
fn share(position: i32, source: i32, size: i32) -> f32 {
  let exact = max((f32(position) + 0.5) / 2.0 - 0.5, 0.0);
  let low = i32(floor(exact));
  let high = min(low + 1, size - 1);
  let distance = exact - floor(exact);
  return select(0.0, 1.0 - distance, low == source) + select(0.0, distance, high == source);
}` +
        forEachIndex(`
  let pixel = index / u.deeps;
  let source = vec2<i32>(pixel / u.deep_width, pixel % u.deep_width);
  let channel = u.channels - u.deeps + index % u.deeps;
  var sum = ${valueType(width)}();
  for (var i = -1; i <= 2; i++) {
    let row = 2 * source.x + i - u.top;
    if (row < 0 || row >= u.h) { continue; }
    let down = share(row + u.top, source.x, u.deep_height);
    for (var j = -1; j <= 2; j++) {
      let column = 2 * source.y + j - u.left;
      if (column < 0 || column >= u.w) { continue; }
      let across = share(column + u.left, source.y, u.deep_width);
      sum += down * across * dy[(row * u.w + column) * u.channels + channel];
    }
  }
  dx[index] = sum;`),
      inputs: { dy },
      outputs: { dx },
      vectors: width === 4 ? ["dy", "dx"] : [],
      uniforms: {
        ints: {
          size,
          deeps,
          channels: channels / width,
          h,
          w,
          deep_height: deepHeight,
          deep_width: deepWidth,
          top: (2 * deepHeight - h) >> 1,
          left: (2 * deepWidth - w) >> 1,
        },
      },
      workgroups: groupsOf(size),
    });
    return dx;
  },
);
