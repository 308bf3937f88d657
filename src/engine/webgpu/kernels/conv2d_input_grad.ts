import type { TensorInfo } from "@tensorflow/tfjs";
import { CONV2D_INPUT_GRAD } from "../../ops/conv2d.ts";
import type { WebGpuBackend } from "../backend.ts";
import { divideIntoStrips, productSource, type Strip } from "../product.ts";
import { guardedQuad, IMAGES } from "../wgsl.ts";
import { storeQuads } from "./conv2d.ts";
import { registerGpuKernel } from "./register.ts";

// Rows are input pixels, the depth runs over output channels and the taps that
// reach a pixel, columns are input channels. With a stride only some taps reach
// a pixel, the same for all pixels of one remainder by the stride: each pair of
// remainders is a product of its own, side by side along z. The positions that
// reflection reads as a pixel have its remainder, but on an axis of length 1.
registerGpuKernel<{ stride: number; xShape: number[] }>(
  CONV2D_INPUT_GRAD,
  ({ inputs: { dy, filter }, backend, attrs: { stride, xShape } }) =>
    inputGradient(backend, dy, filter, stride, xShape),
);

/**
 * The gradient by the input of a convolution with a padding of (size - 1) / 2.
 *
 * @returns `xShape`.
 */
export function inputGradient(
  backend: WebGpuBackend,
  dy: TensorInfo,
  filter: TensorInfo,
  stride: number,
  xShape: number[],
): TensorInfo {
  const [, h, w, ci] = xShape;
  const dx = backend.makeFloats(xShape);
  const rows = Math.ceil(h / stride) * Math.ceil(w / stride);
  const { limits } = backend.device;
  const strips = divideIntoStrips(limits, rows, ci, stride * stride);
  for (const strip of strips) {
    dispatchStrip(backend, { dy, filter, dx, stride }, strip, rows);
  }
  return dx;
}

interface InputGradCall {
  dy: TensorInfo;
  filter: TensorInfo;
  dx: TensorInfo;
  stride: number;
}

/** Computes the gradients by some of the input channels. */
function dispatchStrip(
  backend: WebGpuBackend,
  { dy, filter, dx, stride }: InputGradCall,
  { tile, first, columns }: Strip,
  rows: number,
): void {
  const [, h, w, ci] = dx.shape;
  const [, outHeight, outWidth, co] = dy.shape;
  const size = filter.shape[0];
  backend.dispatch({
    name: `conv2dInputGrad ${size} ${stride} ${ci} ${co} ${
      Object.values(tile)
    }`,
    body: () =>
      productSource({
        tile,
        left: "depth",
        right: "depth",
        functions: functions(size, stride, ci, co),
        range: RANGE,
        firstColumn: "u.first_column",
      }),
    inputs: { dy, filter_: filter },
    outputs: { dx },
    vectors: [
      ...(co % 4 === 0 ? ["dy", "filter_"] : []),
      ...(ci % 4 === 0 ? ["dx"] : []),
    ],
    uniforms: {
      ints: {
        h,
        w,
        out_height: outHeight,
        out_width: outWidth,
        first_column: first,
      },
    },
    workgroups: [
      Math.ceil(rows / tile.rows),
      Math.ceil(columns / tile.columns),
      stride * stride,
    ],
  });
}

const RANGE = `
  let own_remainder = vec2<i32>(i32(group.z) / STRIDE, i32(group.z) % STRIDE);
  let own_step = select(vec2<i32>(STRIDE), vec2<i32>(1), vec2<i32>(u.h, u.w) == vec2<i32>(1));
  let own_first_tap = (own_remainder + PAD) % own_step;
  let own_taps = (SIZE - own_first_tap + own_step - 1) / own_step;
  remainder = own_remainder;
  tap_step = own_step;
  first_tap = own_first_tap;
  taps = own_taps;
  let first_depth = 0;
  let end_depth = own_taps.x * own_taps.y * DEEP;`;

function functions(
  size: number,
  stride: number,
  ci: number,
  co: number,
): string {
  const read = (buffer: string) =>
    co % 4 === 0 ? `${buffer}[at / 4]` : `quad_of_${buffer}(at, CO - channel)`;
  return `
const SIZE = ${size};
const PAD = ${(size - 1) >> 1};
const STRIDE = ${stride};
const CI = ${ci};
const CO = ${co};
// Output channels of a tap along the depth, filled up to whole quads.
const DEEP = ${Math.ceil(co / 4) * 4};
// The same for the whole workgroup: the pixels' remainder by the stride, the
// first tap that reaches them, the distance of these taps, and how many they
// are, along each axis.
var<private> remainder: vec2<i32>;
var<private> tap_step: vec2<i32>;
var<private> first_tap: vec2<i32>;
var<private> taps: vec2<i32>;
${IMAGES}
${co % 4 === 0 ? "" : guardedQuad("dy") + guardedQuad("filter_")}
// A pixel, and how many positions are read as it along each axis.
struct Place { pixel: vec2<i32>, images: vec2<i32> }
fn place(row: i32) -> Place {
  let columns = max((u.w - remainder.y + STRIDE - 1) / STRIDE, 1);
  let pixel = vec2<i32>(row / columns, row % columns) * STRIDE + remainder;
  if (pixel.x >= u.h || pixel.y >= u.w) { return Place(vec2<i32>(-1), vec2<i32>()); }
  return Place(pixel, vec2<i32>(images_of(pixel.x, u.h), images_of(pixel.y, u.w)));
}
fn tap_of(depth: i32) -> vec2<i32> {
  let tap = depth / DEEP;
  return ${
    size === 1
      ? "vec2<i32>()"
      : stride === 1
      ? "vec2<i32>(tap / SIZE, tap % SIZE)"
      : "first_tap + tap_step * vec2<i32>(tap / taps.y, tap % taps.y)"
  };
}
// What reaches a position, which may lie outside, through a tap.
fn reaching(position: vec2<i32>, tap: vec2<i32>, channel: i32) -> vec4<f32> {
  let ahead = position + PAD - tap;
  let output = ahead / STRIDE;
  if (${
    stride === 1 ? "" : "any(ahead % STRIDE != vec2<i32>()) || "
  }any(ahead < vec2<i32>()) || output.x >= u.out_height || output.y >= u.out_width) {
    return vec4<f32>();
  }
  let at = (output.x * u.out_width + output.y) * CO + channel;
  return ${read("dy")};
}
fn left(place: Place, depth: i32) -> vec4<f32> {
  if (place.pixel.x < 0 || depth >= end_of_depth()) { return vec4<f32>(); }
  let tap = tap_of(depth);
  let channel = depth % DEEP;
  if (PAD == 0 || all(place.images == vec2<i32>(1))) {
    return reaching(place.pixel, tap, channel);
  }
  var sum = vec4<f32>();
  for (var i = 0; i < place.images.x; i++) {
    for (var j = 0; j < place.images.y; j++) {
      let position = vec2<i32>(image_of(i, place.pixel.x, u.h), image_of(j, place.pixel.y, u.w));
      sum += reaching(position, tap, channel);
    }
  }
  return sum;
}
fn end_of_depth() -> i32 { return ${
    stride === 1 ? "SIZE * SIZE * DEEP" : "taps.x * taps.y * DEEP"
  }; }
fn right(column: i32, depth: i32) -> vec4<f32> {
  if (column >= CI || depth >= end_of_depth()) { return vec4<f32>(); }
  let tap = tap_of(depth);
  let channel = depth % DEEP;
  let at = ((tap.x * SIZE + tap.y) * CI + column) * CO + channel;
  return ${read("filter_")};
}
${storeAtPlace(ci)}`;
}

/** `store` at the pixel of a row, which is its place. */
function storeAtPlace(ci: number): string {
  const target = { name: "store_pixel", buffer: "dx", columns: ci };
  return `${storeQuads(target)}
fn store(row: i32, column: i32, value: vec4<f32>) {
  let pixel = place(row).pixel;
  if (pixel.x >= 0) { store_pixel(pixel.x * u.w + pixel.y, column, value); }
}`;
}
