// Winograd's F(4×4, 3×3): 16 outputs of a 3×3 filter for 36 multiplications in
// place of 144 (Lavin and Gray, "Fast Algorithms for Convolutional Neural
// Networks", 2016), at the points 0, ±2/3, ±3/2 and infinity: rounding errors
// are less than half of those at the usual 0, ±1, ±2 and infinity. A tile is 6×6
// inputs and 4×4 outputs; each of its 36 transformed positions is one matrix
// product over the channels. Channels are multiples of 4.
import { gemm, madd, PANEL } from "./gemm";
import { paddedTarget } from "./conv";
import { reflect } from "./reflect";

const POSITIONS: i32 = 36;

/** The points, their squares and cubes. Their product is 1, which saves multiplications. */
const P: f32 = 2.0 / 3.0, P2: f32 = 4.0 / 9.0, P3: f32 = 8.0 / 27.0;
const Q: f32 = 3.0 / 2.0, Q2: f32 = 9.0 / 4.0, Q3: f32 = 27.0 / 8.0;
/** Sum of the squares. */
const S: f32 = 97.0 / 36.0;
/** Weights of the filter's values at ±P and ±Q. */
const FP: f32 = -324.0 / 520.0, FQ: f32 = 64.0 / 520.0;

/** k·v. */
// @ts-ignore: decorator
@inline
function times(k: f32, v: v128): v128 {
  return f32x4.mul(f32x4.splat(k), v);
}

/** a + k·v. */
// @ts-ignore: decorator
@inline
function plus(a: v128, k: f32, v: v128): v128 {
  return madd(f32x4.splat(k), v, a);
}

/** Stores a + b and a - b. */
// @ts-ignore: decorator
@inline
function storePair(to: usize, stride: usize, a: v128, b: v128): void {
  v128.store(to, f32x4.add(a, b));
  v128.store(to + stride, f32x4.sub(a, b));
}

/** Bᵀ·d: 6 inputs at `from`, 6 results at `to`, strides in bytes. */
// @ts-ignore: decorator
@inline
function transformInput(from: usize, step: usize, to: usize, stride: usize): void {
  const d0 = v128.load(from);
  const d1 = v128.load(from + step);
  const d2 = v128.load(from + 2 * step);
  const d3 = v128.load(from + 3 * step);
  const d4 = v128.load(from + 4 * step);
  const d5 = v128.load(from + 5 * step);
  v128.store(to, plus(f32x4.add(d0, d4), -S, d2));
  storePair(to + stride, stride, plus(d4, -Q2, d2), times(P, plus(d3, -Q2, d1)));
  storePair(to + 3 * stride, stride, plus(d4, -P2, d2), times(Q, plus(d3, -P2, d1)));
  v128.store(to + 5 * stride, plus(f32x4.add(d1, d5), -S, d3));
}

/** Aᵀ·m: 6 inputs, 4 results. */
// @ts-ignore: decorator
@inline
function transformOutput(from: usize, step: usize, to: usize, stride: usize): void {
  const m1 = v128.load(from + step);
  const m2 = v128.load(from + 2 * step);
  const m3 = v128.load(from + 3 * step);
  const m4 = v128.load(from + 4 * step);
  const evenP = f32x4.add(m1, m2), oddP = f32x4.sub(m1, m2);
  const evenQ = f32x4.add(m3, m4), oddQ = f32x4.sub(m3, m4);
  v128.store(to, f32x4.add(v128.load(from), f32x4.add(evenP, evenQ)));
  v128.store(to + stride, plus(times(P, oddP), Q, oddQ));
  v128.store(to + 2 * stride, plus(times(P2, evenP), Q2, evenQ));
  v128.store(to + 3 * stride, plus(plus(v128.load(from + 5 * step), P3, oddP), Q3, oddQ));
}

/** A·y, the adjoint of `transformOutput`: 4 inputs, 6 results. */
// @ts-ignore: decorator
@inline
function transformOutputGrad(from: usize, step: usize, to: usize, stride: usize): void {
  const y0 = v128.load(from);
  const y1 = v128.load(from + step);
  const y2 = v128.load(from + 2 * step);
  const y3 = v128.load(from + 3 * step);
  v128.store(to, y0);
  storePair(to + stride, stride, plus(y0, P2, y2), plus(times(P, y1), P3, y3));
  storePair(to + 3 * stride, stride, plus(y0, Q2, y2), plus(times(Q, y1), Q3, y3));
  v128.store(to + 5 * stride, y3);
}

/** G·g: 3 inputs, 6 results. */
// @ts-ignore: decorator
@inline
function transformFilter(from: usize, step: usize, to: usize, stride: usize): void {
  const g0 = v128.load(from);
  const g1 = v128.load(from + step);
  const g2 = v128.load(from + 2 * step);
  v128.store(to, g0);
  storePair(to + stride, stride, times(FP, plus(g0, P2, g2)), times(FP * P, g1));
  storePair(to + 3 * stride, stride, times(FQ, plus(g0, Q2, g2)), times(FQ * Q, g1));
  v128.store(to + 5 * stride, g2);
}

/** Gᵀ·u, the adjoint of `transformFilter`: 6 inputs, 3 results. */
// @ts-ignore: decorator
@inline
function transformFilterGrad(from: usize, step: usize, to: usize, stride: usize): void {
  const u1 = v128.load(from + step);
  const u2 = v128.load(from + 2 * step);
  const u3 = v128.load(from + 3 * step);
  const u4 = v128.load(from + 4 * step);
  const evenP = times(FP, f32x4.add(u1, u2)), oddP = times(FP * P, f32x4.sub(u1, u2));
  const evenQ = times(FQ, f32x4.add(u3, u4)), oddQ = times(FQ * Q, f32x4.sub(u3, u4));
  v128.store(to, f32x4.add(v128.load(from), f32x4.add(evenP, evenQ)));
  v128.store(to + stride, f32x4.add(oddP, oddQ));
  v128.store(to + 2 * stride, plus(plus(v128.load(from + 5 * step), P2, evenP), Q2, evenQ));
}

/** The transform of 4 output channels' filters at `filter`, `step` bytes from tap to tap: 36 vectors. */
function transformTaps(filter: usize, step: i32, flip: bool, half: usize, whole: usize): void {
  // Turned round, the filter is read from its last tap.
  const first = flip ? filter + 8 * step : filter;
  const stride = flip ? -step : step;
  for (let x = 0; x < 3; x++) transformFilter(first + x * stride, 3 * stride, half + (x << 4), 48);
  for (let y = 0; y < 6; y++) transformFilter(half + y * 48, 16, whole + y * 96, 16);
}

/**
 * Job: transforms the filters of panel `chunk`, 8 columns, and packs them for
 * `gemm`: ci×co matrices for the convolution.
 */
export function winogradFilter(chunk: i32, scratch: usize, filter: usize, ci: i32, co: i32, packed: usize): void {
  const positionStride = ((co + PANEL - 1) & ~(PANEL - 1)) * (ci << 2);
  const half = scratch, whole = scratch + 18 * 16;
  const columns = min(PANEL, co - chunk * PANEL);
  for (let i = 0; i < ci; i++) {
    for (let j = 0; j < columns; j += 4) {
      transformTaps(filter + (i * co + chunk * PANEL + j << 2), ci * co << 2, false, half, whole);
      let to = packed + (chunk * ci + i) * (PANEL << 2) + (j << 2);
      for (let p = 0; p < POSITIONS; p++) {
        v128.store(to, v128.load(whole + (p << 4)));
        to += positionStride;
      }
    }
  }
}

/** Job: the same with the filters turned round, co×ci matrices for the gradient by x. */
export function winogradFilterTurned(
  chunk: i32, scratch: usize, filter: usize, ci: i32, co: i32, packed: usize,
): void {
  const positionStride = ((ci + PANEL - 1) & ~(PANEL - 1)) * (co << 2);
  const half = scratch, whole = scratch + 18 * 16;
  const columns = min(PANEL, ci - chunk * PANEL);
  const size: usize = POSITIONS * 16;
  for (let o = 0; o < co; o += 4) {
    for (let i = 0; i < columns; i++) {
      transformTaps(filter + ((chunk * PANEL + i) * co + o << 2), ci * co << 2, true, half, whole + i * size);
    }
    for (let p = 0; p < POSITIONS; p++) {
      const to = packed + p * positionStride + (chunk * co + o) * (PANEL << 2);
      for (let i = 0; i < columns; i += 4) {
        const from = whole + i * size + (p << 4);
        storeTransposed(from, size, to + (i << 2));
      }
    }
  }
}

/** Stores 4 vectors, `step` bytes apart, as the columns of 4 rows of a panel. */
// @ts-ignore: decorator
@inline
function storeTransposed(from: usize, step: usize, to: usize): void {
  const a = v128.load(from), b = v128.load(from + step);
  const c = v128.load(from + 2 * step), d = v128.load(from + 3 * step);
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5), cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const ab2 = v128.shuffle<f32>(a, b, 2, 6, 3, 7), cd2 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
  v128.store(to, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7), 32);
  v128.store(to, v128.shuffle<f32>(ab2, cd2, 0, 1, 4, 5), 64);
  v128.store(to, v128.shuffle<f32>(ab2, cd2, 2, 3, 6, 7), 96);
}

/**
 * Transforms `count` tiles from tile `first` into `to`: position, tile, channel.
 * Positions are `stride` bytes apart. Tile (r, c) starts at input pixel
 * (4r + origin, 4c + origin); outside, `mirrored` reflects, else reads zero.
 */
function inputTiles(
  first: i32, count: i32, tilesAcross: i32,
  x: usize, h: i32, w: i32, ci: i32, origin: i32, mirrored: bool,
  to: usize, stride: i32, scratch: usize,
): void {
  const bytes = ci << 2;
  const pointers = scratch;
  const patch = scratch + 256, half = patch + POSITIONS * 16;
  const inside = 5;
  let tileRow = first / tilesAcross;
  let tileColumn = first - tileRow * tilesAcross;
  for (let t = 0; t < count; t++) {
    const top = tileRow * 4 + origin, left = tileColumn * 4 + origin;
    const whole = top >= 0 && left >= 0 && top + inside < h && left + inside < w;
    if (whole) {
      const pixel = x + (top * w + left) * bytes;
      for (let c = 0; c < bytes; c += 16) {
        for (let j = 0; j < 6; j++) transformInput(pixel + j * bytes + c, w * bytes, half + (j << 4), 96);
        for (let i = 0; i < 6; i++) transformInput(half + i * 96, 16, to + i * 6 * stride + c, stride);
      }
    } else {
      for (let i = 0; i < 6; i++) {
        for (let j = 0; j < 6; j++) {
          store<usize>(pointers + (i * 6 + j << 2), pixelOrZero(x, top + i, left + j, h, w, bytes, mirrored));
        }
      }
      for (let c = 0; c < bytes; c += 16) {
        for (let p = 0; p < POSITIONS; p++) {
          const from = load<usize>(pointers + (p << 2));
          v128.store(patch + (p << 4), from ? v128.load(from + c) : f32x4.splat(0));
        }
        for (let j = 0; j < 6; j++) transformInput(patch + (j << 4), 96, half + (j << 4), 96);
        for (let i = 0; i < 6; i++) transformInput(half + i * 96, 16, to + i * 6 * stride + c, stride);
      }
    }
    to += bytes;
    if (++tileColumn === tilesAcross) {
      tileColumn = 0;
      tileRow++;
    }
  }
}

// @ts-ignore: decorator
@inline
function pixelOrZero(x: usize, row: i32, column: i32, h: i32, w: i32, bytes: i32, mirrored: bool): usize {
  if (mirrored) return x + (reflect(row, h) * w + reflect(column, w)) * bytes;
  if (u32(row) >= u32(h) || u32(column) >= u32(w)) return 0;
  return x + (row * w + column) * bytes;
}

/**
 * Job: `tiles` tiles of a 3×3 convolution of stride 1. With `ring` 0 it is the
 * convolution itself, with `rectified` its positive part; else it is the
 * gradient by x in padded positions, whose border goes into the ring.
 */
export function winogradConv(
  chunk: i32, scratch: usize,
  x: usize, h: i32, w: i32, ci: i32, packed: usize, bias: usize, y: usize, outHeight: i32, outWidth: i32, co: i32,
  ring: usize, tiles: i32, tilesAcross: i32, total: i32, mirrored: bool, rectified: bool,
): void {
  const first = chunk * tiles;
  const count = min(tiles, total - first);
  const gradient = ring !== 0;
  const inputStride = tiles * (ci << 2), outputStride = tiles * (co << 2);
  const transformed = scratch + 2048;
  const products = transformed + POSITIONS * inputStride;
  inputTiles(first, count, tilesAcross, x, h, w, ci, gradient ? -2 : -1, mirrored, transformed, inputStride, scratch);
  const positionStride = ((co + PANEL - 1) & ~(PANEL - 1)) * (ci << 2);
  for (let p = 0; p < POSITIONS; p++) {
    gemm(
      count, co, ci, transformed + p * inputStride, ci << 2, packed + p * positionStride,
      products + p * outputStride, co << 2, 0,
    );
  }
  const rows = gradient ? outHeight + 2 : outHeight;
  const columns = gradient ? outWidth + 2 : outWidth;
  const bytes = co << 2;
  const half = scratch, tile = scratch + 24 * 16;
  for (let t = 0; t < count; t++) {
    const top = (first + t) / tilesAcross * 4, left = (first + t) % tilesAcross * 4;
    const tall = min(4, rows - top), wide = min(4, columns - left);
    for (let c = 0; c < bytes; c += 16) {
      const from = products + t * bytes + c;
      const offset = bias ? v128.load(bias + c) : f32x4.splat(0);
      for (let j = 0; j < 6; j++) transformOutput(from + j * outputStride, 6 * outputStride, half + (j << 4), 96);
      for (let i = 0; i < 4; i++) transformOutput(half + i * 96, 16, tile + (i << 6), 16);
      for (let i = 0; i < tall; i++) {
        for (let j = 0; j < wide; j++) {
          const to = gradient
            ? paddedTarget(top + i, left + j, y, outHeight, outWidth, bytes, ring)
            : y + ((top + i) * outWidth + left + j) * bytes;
          const value = f32x4.add(v128.load(tile + (i << 6) + (j << 4)), offset);
          v128.store(to + c, rectified ? f32x4.max(value, f32x4.splat(0)) : value);
        }
      }
    }
  }
}

/** Job: transforms `tiles` tiles of x of the batch from tile `from` to `to`, for the gradient by the filter. */
export function winogradInputBatch(
  chunk: i32, scratch: usize,
  x: usize, h: i32, w: i32, ci: i32, transformed: usize, from: i32, to: i32, tiles: i32, tilesAcross: i32,
): void {
  const first = from + chunk * tiles;
  const at = transformed + chunk * tiles * (ci << 2);
  inputTiles(first, min(tiles, to - first), tilesAcross, x, h, w, ci, -1, true, at, (to - from) * (ci << 2), scratch);
}

/** Job: transforms `tiles` tiles of dy of the batch from tile `from` to `to`, for the gradient by the filter. */
export function winogradOutputBatch(
  chunk: i32, scratch: usize,
  dy: usize, h: i32, w: i32, co: i32, transformed: usize, from: i32, to: i32, tiles: i32, tilesAcross: i32,
): void {
  const bytes = co << 2;
  const stride = (to - from) * bytes;
  const patch = scratch, half = scratch + 256;
  const last = min(from + (chunk + 1) * tiles, to);
  for (let t = from + chunk * tiles; t < last; t++) {
    const top = t / tilesAcross * 4, left = t % tilesAcross * 4;
    const at = transformed + (t - from) * bytes;
    for (let c = 0; c < bytes; c += 16) {
      for (let i = 0; i < 4; i++) {
        for (let j = 0; j < 4; j++) {
          const pixel = pixelOrZero(dy, top + i, left + j, h, w, bytes, false);
          v128.store(patch + (i << 6) + (j << 4), pixel ? v128.load(pixel + c) : f32x4.splat(0));
        }
      }
      for (let j = 0; j < 4; j++) transformOutputGrad(patch + (j << 4), 64, half + (j << 4), 64);
      for (let i = 0; i < 6; i++) transformOutputGrad(half + (i << 6), 16, at + i * 6 * stride + c, stride);
    }
  }
}

/** Job: the gradient of the filters of input channel `chunk` from that of their transforms. */
export function winogradFilterGrad(chunk: i32, scratch: usize, transformed: usize, ci: i32, co: i32, dw: usize): void {
  const stride = ci * co << 2;
  for (let o = 0; o < co; o += 4) {
    const from = transformed + (chunk * co + o << 2);
    for (let j = 0; j < 6; j++) transformFilterGrad(from + j * stride, 6 * stride, scratch + (j << 4), 96);
    for (let i = 0; i < 3; i++) {
      transformFilterGrad(scratch + i * 96, 16, dw + ((i * 3 * ci + chunk) * co + o << 2), stride);
    }
  }
}
