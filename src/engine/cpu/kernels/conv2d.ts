import type * as tf from "@tensorflow/tfjs";
import {
  CONV2D,
  CONV2D_FILTER_GRAD,
  CONV2D_INPUT_GRAD,
} from "../../ops/conv2d.ts";
import { NORM_CONV2D, NORM_CONV2D_FILTER_GRAD } from "../../ops/norm_conv2d.ts";
import type { CpuBackend } from "../backend.ts";
import { moments, type Normalisation, normalise } from "./batch_norm.ts";
import { columnSums } from "./column_sums.ts";
import { packedBytes, packMatrix } from "./pack.ts";
import { chunksOf, FLOAT, registerCpuKernel } from "./register.ts";
import {
  type ConvMode,
  suitsWinograd,
  winogradConv2d,
  winogradFilterGrad,
  winogradInputGrad,
} from "./winograd.ts";

/** Output pixels of a chunk: a multiple of the 6 rows of a register block. */
const PIXELS = 48;
/** Bytes of im2col columns held at a time in the gradient by the filter. */
const COLUMN_BYTES = 2 ** 21;
/** Rows of a transposed product in a chunk, a multiple of 6. */
const ROWS = 24;

/** What the convolutions of the method do. */
const REFLECTED: ConvMode = { mirrored: true, rectified: false };

registerCpuKernel<{ stride: number }>(
  CONV2D,
  ({ inputs: { x, filter, bias }, backend, attrs: { stride } }) =>
    convolve(backend, x, filter, backend.address(bias), stride, REFLECTED),
);

// The normalised map is a tensor of its own for as long as it is needed.
registerCpuKernel<{ slope: number; epsilon: number; stride: number }>(
  NORM_CONV2D,
  ({ inputs, backend, attrs: { slope, epsilon, stride } }) => {
    const { x, gamma, beta, filter, bias } = inputs;
    const statistics = moments(backend, x, epsilon);
    const norm = { x, gamma, beta, statistics, slope };
    const y = withNormalised(
      backend,
      norm,
      (z) =>
        convolve(backend, z, filter, backend.address(bias), stride, REFLECTED),
    );
    return [y, statistics];
  },
);

registerCpuKernel<{ slope: number; stride: number; filterShape: number[] }>(
  NORM_CONV2D_FILTER_GRAD,
  ({ inputs, backend, attrs: { slope, stride, filterShape } }) => {
    const { dy, x, gamma, beta, statistics } = inputs;
    const norm = { x, gamma, beta, statistics, slope };
    return withNormalised(
      backend,
      norm,
      (z) => filterGradients(backend, z, dy, stride, filterShape),
    );
  },
);

function withNormalised<T>(
  backend: CpuBackend,
  norm: Normalisation,
  body: (normalised: tf.TensorInfo) => T,
): T {
  const normalised = backend.makeFloats(norm.x.shape);
  try {
    normalise(backend, norm, backend.address(normalised));
    return body(normalised);
  } finally {
    backend.disposeData(normalised.dataId);
  }
}

/**
 * A convolution with a padding of (size - 1) / 2; `bias` is an address or 0.
 *
 * @returns `[1, ceil(h / stride), ceil(w / stride), co]`.
 */
export function convolve(
  backend: CpuBackend,
  x: tf.TensorInfo,
  filter: tf.TensorInfo,
  bias: number,
  stride: number,
  mode: ConvMode,
): tf.TensorInfo {
  const [, h, w, ci] = x.shape;
  const [size, , , co] = filter.shape;
  const outHeight = Math.ceil(h / stride);
  const outWidth = Math.ceil(w / stride);
  const y = backend.makeFloats([1, outHeight, outWidth, co]);
  if (suitsWinograd(size, stride, ci, co, h * w)) {
    winogradConv2d(backend, x, filter, bias, y, mode);
    return y;
  }
  const depth = size * size * ci;
  backend.withTemporary(packedBytes(depth, co), (packed) => {
    packMatrix(
      backend.pool,
      backend.address(filter),
      { depth, columns: co, strideDepth: co, strideColumn: 1 },
      packed,
    );
    pixelProducts(backend, x, packed, bias, y, size, stride, mode);
  });
  return y;
}

registerCpuKernel<{ stride: number; xShape: number[] }>(
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
  backend: CpuBackend,
  dy: tf.TensorInfo,
  filter: tf.TensorInfo,
  stride: number,
  xShape: number[],
): tf.TensorInfo {
  const [, h, w, ci] = xShape;
  const [, outHeight, outWidth, co] = dy.shape;
  const size = filter.shape[0];
  const dx = backend.makeFloats(xShape);
  if (size === 1 && stride === 1) {
    pointwiseInputGrad(backend, dy, filter, dx);
    return dx;
  }
  const pad = (size - 1) >> 1;
  const ringBytes = pad === 0 ? 0 : 2 * (h + w + 2) * ci * FLOAT;
  backend.withTemporary(ringBytes, (ring) => {
    if (suitsWinograd(size, stride, co, ci, h * w)) {
      winogradInputGrad(backend, dy, filter, dx, ring);
    } else {
      withClassMatrices(backend, filter, stride, (packed, classBytes) => {
        const taps = Math.ceil(size / stride) ** 2;
        backend.pool.run("convInputGrad", h + 2 * pad, [
          backend.address(dy),
          outHeight,
          outWidth,
          co,
          size,
          stride,
          packed,
          classBytes,
          backend.address(dx),
          h,
          w,
          ci,
          ring,
        ], 6 * (taps * co + ci) * FLOAT);
      });
    }
    if (pad > 0) {
      backend.pool.run("foldRing", 1, [backend.address(dx), h, w, ci, ring]);
    }
  });
  return dx;
}

/** Of a 1×1 convolution: one with the transposed filter. */
function pointwiseInputGrad(
  backend: CpuBackend,
  dy: tf.TensorInfo,
  filter: tf.TensorInfo,
  dx: tf.TensorInfo,
): void {
  const [, , ci, co] = filter.shape;
  const layout = { depth: co, columns: ci, strideDepth: 1, strideColumn: co };
  backend.withTemporary(packedBytes(co, ci), (packed) => {
    packMatrix(backend.pool, backend.address(filter), layout, packed);
    pixelProducts(backend, dy, packed, 0, dx, 1, 1, REFLECTED);
  });
}

/** Products of the im2col rows of `from` with a packed filter, into `to`. */
function pixelProducts(
  backend: CpuBackend,
  from: tf.TensorInfo,
  packed: number,
  bias: number,
  to: tf.TensorInfo,
  size: number,
  stride: number,
  { mirrored, rectified }: ConvMode,
): void {
  const [, h, w, inputs] = from.shape;
  const [, outHeight, outWidth, outputs] = to.shape;
  const total = outHeight * outWidth;
  backend.pool.run("convForward", chunksOf(total, PIXELS), [
    backend.address(from),
    h,
    w,
    inputs,
    size,
    stride,
    packed,
    bias,
    backend.address(to),
    outWidth,
    outputs,
    PIXELS,
    total,
    Number(mirrored),
    Number(rectified),
  ], PIXELS * size * size * inputs * FLOAT);
}

/**
 * Packs, for each pair of remainders of a position by the stride, the taps
 * that reach it as a matrix from output to input channels, each row of taps
 * from its last, as the job collects what they read.
 */
function withClassMatrices(
  backend: CpuBackend,
  filter: tf.TensorInfo,
  stride: number,
  body: (packed: number, classBytes: number) => void,
): void {
  const [size, , ci, co] = filter.shape;
  const tapsAlong = (remainder: number) =>
    Array.from({ length: size }, (_, k) => k)
      .filter((k) => k % stride === remainder);
  const classBytes = packedBytes(tapsAlong(0).length ** 2 * co, ci);
  backend.withTemporary(classBytes * stride * stride, (packed) => {
    for (let i = 0; i < stride * stride; i++) {
      const rows = tapsAlong(Math.floor(i / stride));
      const columns = tapsAlong(i % stride).reverse();
      const taps = rows.flatMap((ky) => columns.map((kx) => ky * size + kx));
      taps.forEach((tap, t) =>
        packMatrix(
          backend.pool,
          backend.address(filter) + tap * ci * co * FLOAT,
          { depth: co, columns: ci, strideDepth: 1, strideColumn: co },
          packed + i * classBytes,
          { depth: taps.length * co, first: t * co },
        )
      );
    }
    body(packed, classBytes);
  });
}

registerCpuKernel<{ stride: number; filterShape: number[] }>(
  CONV2D_FILTER_GRAD,
  ({ inputs: { dy, x }, backend, attrs: { stride, filterShape } }) =>
    filterGradients(backend, x, dy, stride, filterShape),
);

/** The gradients by filter and bias. */
function filterGradients(
  backend: CpuBackend,
  x: tf.TensorInfo,
  dy: tf.TensorInfo,
  stride: number,
  filterShape: number[],
): tf.TensorInfo[] {
  const [size, , ci, co] = filterShape;
  const [, h, w] = x.shape;
  const [, outHeight, outWidth] = dy.shape;
  const dfilter = backend.makeFloats(filterShape);
  if (suitsWinograd(size, stride, ci, co, h * w)) {
    winogradFilterGrad(backend, x, dy, dfilter);
  } else filterGrad(backend, x, dy, dfilter, stride);
  const dbias = backend.makeFloats([co]);
  const pixels = outHeight * outWidth;
  const to = backend.address(dbias);
  columnSums(backend, backend.address(dy), pixels, co, to);
  return [dfilter, dbias];
}

/** From im2col columns of a batch of pixels at a time. */
function filterGrad(
  backend: CpuBackend,
  x: tf.TensorInfo,
  dy: tf.TensorInfo,
  dw: tf.TensorInfo,
  stride: number,
): void {
  const [size, , ci, co] = dw.shape;
  const [, h, w] = x.shape;
  const [, outHeight, outWidth] = dy.shape;
  const depth = size * size * ci;
  const total = outHeight * outWidth;
  backend.numbers(dw).fill(0);
  const batch = Math.min(
    total,
    Math.max(Math.floor(COLUMN_BYTES / (depth * FLOAT)), PIXELS),
  );
  const direct = size === 1 && stride === 1;
  backend.withTemporary(direct ? 0 : batch * depth * FLOAT, (columns) => {
    for (let from = 0; from < total; from += batch) {
      const to = Math.min(from + batch, total);
      if (!direct) {
        backend.pool.run("convColumns", chunksOf(to - from, PIXELS), [
          backend.address(x),
          h,
          w,
          ci,
          size,
          stride,
          outWidth,
          columns,
          from,
          to,
          PIXELS,
        ]);
      }
      backend.pool.run("transposedProducts", chunksOf(depth, ROWS), [
        direct ? backend.address(x) + from * ci * FLOAT : columns,
        backend.address(dy) + from * co * FLOAT,
        backend.address(dw),
        depth,
        co,
        to - from,
        ROWS,
        0,
        0,
        0,
      ]);
    }
  });
}
