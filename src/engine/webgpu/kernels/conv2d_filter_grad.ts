import type { TensorInfo } from "@tensorflow/tfjs";
import { CONV2D_FILTER_GRAD } from "../../ops/conv2d.ts";
import { NORM_CONV2D_FILTER_GRAD } from "../../ops/norm_conv2d.ts";
import type { WebGpuBackend } from "../backend.ts";
import {
  chooseTile,
  countTiles,
  ENOUGH_WORKGROUPS,
  productSource,
  type Tile,
} from "../product.ts";
import { forEachIndex, groupsOf } from "../wgsl.ts";
import {
  convConstants,
  type ConvShape,
  leaky,
  rightColumns,
  storeQuads,
} from "./conv2d.ts";
import { registerGpuKernel } from "./register.ts";

/** Most bytes of the sums of the parts of the pixels. */
const PARTIAL_BYTES = 2 ** 25;
/** Least pixels of a part, so that adding the parts costs little beside them. */
const PART_PIXELS = 512;

registerGpuKernel<{ stride: number; filterShape: number[] }>(
  CONV2D_FILTER_GRAD,
  ({ inputs: { dy, x }, backend, attrs: { stride, filterShape } }) =>
    filterGradients(backend, { dy, x, stride, filterShape }),
);

registerGpuKernel<{ slope: number; stride: number; filterShape: number[] }>(
  NORM_CONV2D_FILTER_GRAD,
  ({ inputs, backend, attrs: { slope, stride, filterShape } }) => {
    const { dy, x, gamma, beta, statistics } = inputs;
    const norm = { gamma, beta, statistics };
    return filterGradients(backend, {
      dy,
      x,
      stride,
      filterShape,
      norm,
      slope,
    });
  },
);

interface FilterGradCall {
  dy: TensorInfo;
  x: TensorInfo;
  stride: number;
  filterShape: number[];
  /** How x is normalised; left out, x is taken as it is. */
  norm?: { gamma: TensorInfo; beta: TensorInfo; statistics: TensorInfo };
  slope?: number;
}

/**
 * Rows are taps and input channels, the depth runs over output pixels, columns
 * are output channels. The result is small and the depth great: the pixels are
 * divided into parts, side by side along z, and the parts' sums added.
 */
function filterGradients(
  backend: WebGpuBackend,
  call: FilterGradCall,
): TensorInfo[] {
  const { dy, filterShape } = call;
  const [size, , ci, co] = filterShape;
  const rows = size * size * ci;
  const most = Math.ceil(dy.shape[1] * dy.shape[2] / PART_PIXELS);
  const tile = chooseTile(backend.device.limits, rows, co, most);
  const parts = Math.min(
    most,
    Math.ceil(ENOUGH_WORKGROUPS / countTiles(tile, rows, co)),
    Math.max(Math.floor(PARTIAL_BYTES / (rows * co * 4)), 1),
  );
  const dfilter = backend.makeFloats(filterShape);
  const dbias = backend.makeFloats([co]);
  if (parts === 1) dispatchProduct(backend, call, tile, 1, dfilter, dbias);
  else {
    backend.withTemporary(
      [parts, rows, co],
      (filters) =>
        backend.withTemporary([parts, co], (biases) => {
          dispatchProduct(backend, call, tile, parts, filters, biases);
          addParts(backend, filters, biases, dfilter, dbias);
        }),
    );
  }
  return [dfilter, dbias];
}

function dispatchProduct(
  backend: WebGpuBackend,
  { dy, x, stride, filterShape, norm, slope = 1 }: FilterGradCall,
  tile: Tile,
  parts: number,
  filters: TensorInfo,
  biases: TensorInfo,
): void {
  const [size, , ci, co] = filterShape;
  const [, h, w] = x.shape;
  const [, outHeight, outWidth] = dy.shape;
  const pixels = outHeight * outWidth;
  const partPixels = Math.ceil(pixels / parts / 16) * 16;
  const rows = size * size * ci;
  backend.dispatch({
    name: `conv2dFilterGrad ${
      norm ? "norm" : ""
    } ${size} ${stride} ${ci} ${co} ${Object.values(tile)}`,
    body: () =>
      productSource({
        tile,
        left: "row",
        right: "column",
        functions: functions(
          { size, stride, ci, co, mirrored: true },
          norm !== undefined,
        ),
        range: `
  part = i32(group.z);
  let first_depth = i32(group.z) * u.part_pixels;
  let end_depth = min(first_depth + u.part_pixels, u.pixels);
  var bias_sum = vec4<f32>();`,
        // The columns' sums, which are the gradient of the bias, come by the way.
        onSlab: `if (group.x == 0u && thread < TILE_COLUMNS / 4) {
      for (var k = 0; k < DEPTH; k++) { bias_sum += right_tile[k * TILE_COLUMNS / 4 + thread]; }
    }`,
        onEnd: `if (group.x == 0u && thread < TILE_COLUMNS / 4) {
    store_bias(part, first_column + 4 * thread, bias_sum);
  }`,
      }),
    inputs: { dy, x, ...norm },
    outputs: { filters, biases },
    vectors: [
      ...(ci % 4 === 0 ? ["x", "gamma", "beta", "statistics"] : []),
      ...(co % 4 === 0 ? ["dy", "filters", "biases"] : []),
    ],
    uniforms: {
      ints: { h, w, out_width: outWidth, pixels, part_pixels: partPixels },
      floats: { slope },
    },
    workgroups: [
      Math.ceil(rows / tile.rows),
      Math.ceil(co / tile.columns),
      parts,
    ],
  });
}

function functions(shape: ConvShape, isNormalised: boolean): string {
  const { ci, co } = shape;
  const storeBias = storeQuads({
    name: "store_bias",
    buffer: "biases",
    columns: co,
  });
  const store = storeQuads({
    buffer: "filters",
    rows: "TAPS * CI",
    columns: co,
    offset: "part * TAPS * CI * CO",
  });
  return `${convConstants(shape)}
var<private> part: i32;
${ci % 4 === 0 ? leftQuads(isNormalised) : leftSingles(isNormalised)}
${rightColumns("dy", "u.pixels", co)}
${storeBias}
${store}`;
}

/** A row's tap and input channels, and how these are normalised. */
function leftQuads(isNormalised: boolean): string {
  return `${leaky(4)}
struct Place { row: i32, scale: vec4<f32>, shift: vec4<f32> }
fn place(row: i32) -> Place {
  var place = Place(row, vec4<f32>(1.0), vec4<f32>());
  ${
    isNormalised
      ? `let channel = row % CI / 4;
  place.scale = statistics[CI / 4 + channel] * gamma[channel];
  place.shift = beta[channel] - statistics[channel] * place.scale;`
      : ""
  }
  return place;
}
fn left(place: Place, depth: i32) -> vec4<f32> {
  if (place.row >= TAPS * CI || depth >= u.pixels) { return vec4<f32>(); }
  let pixel = vec2<i32>(depth / u.out_width, depth % u.out_width);
  let value = x[(tap_address(pixel, place.row / CI) + place.row % CI) / 4];
  return ${isNormalised ? "leaky(value * place.scale + place.shift)" : "value"};
}`;
}

/** The same where the channels are no multiple of 4. */
function leftSingles(isNormalised: boolean): string {
  const value = isNormalised
    ? `leaky((value - statistics[channel]) * statistics[CI + channel] * gamma[channel] + beta[channel])`
    : "value";
  return `${leaky(1)}
alias Place = i32;
fn place(row: i32) -> Place { return row; }
fn left(place: Place, depth: i32) -> vec4<f32> {
  var quad = vec4<f32>();
  if (depth >= u.pixels) { return quad; }
  let pixel = vec2<i32>(depth / u.out_width, depth % u.out_width);
  for (var i = 0; i < min(4, TAPS * CI - place); i++) {
    let channel = (place + i) % CI;
    let value = x[tap_address(pixel, (place + i) / CI) + channel];
    quad[i] = ${value};
  }
  return quad;
}`;
}

/** Adds the parts' sums. */
function addParts(
  backend: WebGpuBackend,
  filters: TensorInfo,
  biases: TensorInfo,
  dfilter: TensorInfo,
  dbias: TensorInfo,
): void {
  const [parts, rows, co] = filters.shape;
  const size = rows * co + co;
  backend.dispatch({
    name: "addParts",
    body: () =>
      forEachIndex(`
  var sum = 0.0;
  let column = index - u.filter_size;
  if (column < 0) {
    for (var part = 0; part < u.parts; part++) { sum += filters[part * u.filter_size + index]; }
    dfilter[index] = sum;
  } else {
    for (var part = 0; part < u.parts; part++) { sum += biases[part * u.co + column]; }
    dbias[column] = sum;
  }`),
    inputs: { filters, biases },
    outputs: { dfilter, dbias },
    uniforms: { ints: { size, parts, filter_size: rows * co, co } },
    workgroups: groupsOf(size),
  });
}
