import type { TensorInfo } from "@tensorflow/tfjs";
import { CONV2D } from "../../ops/conv2d.ts";
import { NORM_CONV2D } from "../../ops/norm_conv2d.ts";
import type { WebGpuBackend } from "../backend.ts";
import { moments } from "../moments.ts";
import { chooseTile, productSource } from "../product.ts";
import { guardedQuad, MIRRORED, valueType } from "../wgsl.ts";
import { registerGpuKernel } from "./register.ts";

/** What the convolutions of the method do. */
const REFLECTED = { mirrored: true, rectified: false };

registerGpuKernel<{ stride: number }>(
  CONV2D,
  ({ inputs: { x, filter, bias }, backend, attrs: { stride } }) =>
    convolve(backend, { x, filter, bias }, { ...REFLECTED, stride }),
);

// The normalised map exists only in the registers that load it.
registerGpuKernel<{ slope: number; epsilon: number; stride: number }>(
  NORM_CONV2D,
  ({ inputs, backend, attrs: { slope, epsilon, stride } }) => {
    const { x, gamma, beta, filter, bias } = inputs;
    const normalisation = { x, gamma, beta, epsilon };
    const { statistics, affine } = moments(backend, normalisation);
    const tensors = { x, filter, bias, affine };
    const y = convolve(backend, tensors, { ...REFLECTED, stride, slope });
    backend.disposeData(affine.dataId);
    return [y, statistics];
  },
);

interface ConvTensors {
  x: TensorInfo;
  filter: TensorInfo;
  /** Left out, nothing is added. */
  bias?: TensorInfo;
  /** `[2, ci]`: what the normalised x is of x; left out, x is taken as it is. */
  affine?: TensorInfo;
}

/** How a map is convolved. */
interface ConvMode {
  /** 1 or 2. */
  stride: number;
  /** Whether it is padded with its reflection, else with zeros. */
  mirrored: boolean;
  /** Whether the result's negative values become zero. */
  rectified: boolean;
  /** Slope of the LeakyReLU of the normalised map; 1 leaves it out. */
  slope?: number;
}

/**
 * A convolution with a padding of (size - 1) / 2. Rows are output pixels, the
 * depth runs over taps and input channels, columns are output channels.
 *
 * @returns `[1, ceil(h / stride), ceil(w / stride), co]`.
 */
export function convolve(
  backend: WebGpuBackend,
  { x, filter, bias, affine }: ConvTensors,
  { stride, mirrored, rectified, slope = 1 }: ConvMode,
): TensorInfo {
  const [, h, w, ci] = x.shape;
  const [size, , , co] = filter.shape;
  const outHeight = Math.ceil(h / stride);
  const outWidth = Math.ceil(w / stride);
  const y = backend.makeFloats([1, outHeight, outWidth, co]);
  const rows = outHeight * outWidth;
  const tile = chooseTile(backend.device.limits, rows, co);
  const shape = { size, stride, ci, co, mirrored };
  const around = {
    isNormalised: affine !== undefined,
    isBiased: bias !== undefined,
    rectified,
  };
  backend.dispatch({
    name: `conv2d ${Object.values(around)} ${Object.values(shape)} ${
      Object.values(tile)
    }`,
    body: () =>
      productSource({
        tile,
        left: "depth",
        right: "column",
        functions: forwardFunctions(shape, around),
        range: "let first_depth = 0; let end_depth = TAPS * CI;",
      }),
    inputs: {
      x,
      filter_: filter,
      ...(bias && { bias }),
      ...(affine && { affine }),
    },
    outputs: { y },
    vectors: [
      ...(ci % 4 === 0 ? ["x", "affine"] : []),
      ...(co % 4 === 0 ? ["filter_", "bias", "y"] : []),
    ],
    uniforms: {
      ints: { h, w, out_width: outWidth, rows },
      floats: { slope },
    },
    workgroups: [Math.ceil(rows / tile.rows), Math.ceil(co / tile.columns)],
  });
  return y;
}

/** What of a convolution is fixed in its program. */
export interface ConvShape {
  size: number;
  stride: number;
  ci: number;
  co: number;
  /** Whether it is padded with the map's reflection, else with zeros. */
  mirrored: boolean;
}

/** The constants of a convolution, and the address of a tap's pixel, below 0 for one of zeros. */
export function convConstants(
  { size, stride, ci, co, mirrored }: ConvShape,
): string {
  return `
const SIZE = ${size};
const TAPS = ${size * size};
const PAD = ${(size - 1) >> 1};
const STRIDE = ${stride};
const CI = ${ci};
const CO = ${co};
${MIRRORED}
// The pixel that a tap reads for an output pixel: the index of its first channel.
fn tap_address(output: vec2<i32>, tap: i32) -> i32 {
  ${
    size === 1
      ? "return (output.x * u.w + output.y) * STRIDE * CI;"
      : `var row = output.x * STRIDE + tap / SIZE - PAD;
  var column = output.y * STRIDE + tap % SIZE - PAD;
  ${
        mirrored
          ? "row = mirrored(row, u.h); column = mirrored(column, u.w);"
          : "if (min(row, column) < 0 || row >= u.h || column >= u.w) { return -1; }"
      }
  return (row * u.w + column) * CI;`
  }
}`;
}

/** What is done before and after a convolution. */
interface Around {
  isNormalised: boolean;
  isBiased: boolean;
  rectified: boolean;
}

function forwardFunctions(
  shape: ConvShape,
  { isNormalised, isBiased, rectified }: Around,
): string {
  const { ci, co } = shape;
  const width = ci % 4 === 0 ? 4 : 1;
  const normal = (value: string, channel: string) =>
    isNormalised
      ? `leaky(${value} * affine[${channel}] + affine[${
        ci / width
      } + ${channel}])`
      : value;
  const left = width === 4
    ? `
  if (place.x < 0 || depth >= TAPS * CI) { return vec4<f32>(); }
  let channel = depth % CI / 4;
  let address = tap_address(place, depth / CI);
  if (address < 0) { return vec4<f32>(); }
  return ${normal("x[address / 4 + channel]", "channel")};`
    : `
  var quad = vec4<f32>();
  if (place.x < 0) { return quad; }
  for (var i = 0; i < min(4, TAPS * CI - depth); i++) {
    let channel = (depth + i) % CI;
    let address = tap_address(place, (depth + i) / CI);
    if (address >= 0) { quad[i] = ${
      normal("x[address + channel]", "channel")
    }; }
  }
  return quad;`;
  return `${convConstants(shape)}
${leaky(width)}
alias Place = vec2<i32>;
fn place(row: i32) -> Place {
  if (row >= u.rows) { return Place(-1); }
  return Place(row / u.out_width, row % u.out_width);
}
fn left(place: Place, depth: i32) -> vec4<f32> {${left}
}
${rightColumns("filter_", "TAPS * CI", co)}
${
    storeQuads({
      buffer: "y",
      rows: "u.rows",
      columns: co,
      ...(isBiased && { added: (index: string) => `bias[${index}]` }),
      rectified,
    })
  }`;
}

/** `leaky(z)`: the LeakyReLU whose slope is the uniform `slope`. */
export function leaky(width: 1 | 4): string {
  const type = valueType(width);
  return `fn leaky(z: ${type}) -> ${type} { return select(z, u.slope * z, z < ${type}()); }`;
}

/** `right` of a matrix of `depths` rows and `columns` columns that lies in a buffer. */
export function rightColumns(
  buffer: string,
  depths: string,
  columns: number,
): string {
  const read = columns % 4 === 0
    ? `return ${buffer}[(depth * ${columns} + column) / 4];`
    : `return quad_of_${buffer}(depth * ${columns} + column, ${columns} - column);`;
  return `${columns % 4 === 0 ? "" : guardedQuad(buffer)}
fn right(column: i32, depth: i32) -> vec4<f32> {
  if (column >= ${columns} || depth >= ${depths}) { return vec4<f32>(); }
  ${read}
}`;
}

/** A matrix that quads of rows are stored into. */
interface Target {
  /** The function's name; `store` if left out. */
  name?: string;
  /** Where the matrix lies. */
  buffer: string;
  /** WGSL of its number of rows, where a row may lie outside. */
  rows?: string;
  /** Its columns. */
  columns: number;
  /** WGSL of what is added, by the index of a quad or of a column. */
  added?: (index: string) => string;
  /** WGSL of where it begins, 0 if left out. */
  offset?: string;
  /** Whether negative values become zero. */
  rectified?: boolean;
}

/** `store(row, column, value)` into a matrix. */
export function storeQuads(
  { name = "store", buffer, rows, columns, added, offset = "0", rectified }:
    Target,
): string {
  const stored = (value: string, type: string) =>
    rectified ? `max(${value}, ${type}())` : value;
  const at = `${offset} + row * ${columns} + column`;
  const plus = (index: string) => added ? ` + ${added(index)}` : "";
  const outside = `${rows ? `row >= ${rows} || ` : ""}column >= ${columns}`;
  const write = columns % 4 === 0
    ? `${buffer}[(${at}) / 4] = ${
      stored(`value${plus("column / 4")}`, "vec4<f32>")
    };`
    : `for (var i = 0; i < min(4, ${columns} - column); i++) {
    ${buffer}[${at} + i] = ${stored(`value[i]${plus("column + i")}`, "f32")};
  }`;
  return `
fn ${name}(row: i32, column: i32, value: vec4<f32>) {
  if (${outside}) { return; }
  ${write}
}`;
}
