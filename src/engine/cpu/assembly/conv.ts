// Convolution with a padding of (size - 1) / 2, of reflection or zeros, as an
// implicit matrix product: a few rows of the im2col matrix at a time, never the
// whole of it.
import { gemm, gemmTransposed, ROWS } from "./gemm";
import { reflect } from "./reflect";
import { addFloats, copyFloats, rectifyFloats, zeroFloats } from "./vector";

/** Writes im2col rows, one for each of `count` output pixels from `first`. */
function im2col(
  first: i32, count: i32,
  x: usize, h: i32, w: i32, ci: i32, size: i32, stride: i32, outWidth: i32, mirrored: bool, to: usize,
): void {
  const pad = (size - 1) >> 1;
  const bytes = ci << 2;
  let row = first / outWidth;
  let column = first - row * outWidth;
  for (let i = 0; i < count; i++) {
    const left = column * stride - pad;
    const isInside = left >= 0 && left + size <= w;
    for (let ky = 0; ky < size; ky++) {
      const r = row * stride + ky - pad;
      const line = x + reflect(r, h) * w * bytes;
      if (isInside && (mirrored || u32(r) < u32(h))) {
        // Neighbours in a row are neighbours in memory.
        copyFloats(to, line + left * bytes, size * ci);
        to += size * bytes;
        continue;
      }
      for (let kx = 0; kx < size; kx++) {
        const c = left + kx;
        if (mirrored || (u32(r) < u32(h) && u32(c) < u32(w))) copyFloats(to, line + reflect(c, w) * bytes, ci);
        else zeroFloats(to, ci);
        to += bytes;
      }
    }
    if (++column === outWidth) {
      column = 0;
      row++;
    }
  }
}

/** Job: `pixels` output pixels of the convolution, with `rectified` their positive parts. */
export function convForward(
  chunk: i32, scratch: usize,
  x: usize, h: i32, w: i32, ci: i32, size: i32, stride: i32,
  packed: usize, bias: usize, y: usize, outWidth: i32, co: i32, pixels: i32, total: i32,
  mirrored: bool, rectified: bool,
): void {
  const first = chunk * pixels;
  const count = min(pixels, total - first);
  const depth = size * size * ci;
  let a = x + first * (ci << 2);
  if (size > 1 || stride > 1) {
    im2col(first, count, x, h, w, ci, size, stride, outWidth, mirrored, scratch);
    a = scratch;
  }
  const to = y + first * (co << 2);
  gemm(count, co, depth, a, depth << 2, packed, to, co << 2, bias);
  if (rectified) rectifyFloats(to, count * co);
}

/** Job: `pixels` rows of an im2col batch of output pixels `from`..`to`. */
export function convColumns(
  chunk: i32, _scratch: usize,
  x: usize, h: i32, w: i32, ci: i32, size: i32, stride: i32, outWidth: i32,
  columns: usize, from: i32, to: i32, pixels: i32,
): void {
  const first = from + chunk * pixels;
  const at = columns + chunk * pixels * (size * size * ci << 2);
  im2col(first, min(pixels, to - first), x, h, w, ci, size, stride, outWidth, true, at);
}

/** Depth of a slice of a transposed product, so that its columns stay in the nearest cache. */
const SLICE: i32 = 128;

/**
 * Job: C += Aᵀ·B for `rows` rows of one of several products. Product p starts
 * `strideA`, `strideB`, `strideC` bytes further than product p - 1.
 */
export function transposedProducts(
  chunk: i32, _scratch: usize,
  a: usize, b: usize, c: usize, m: i32, n: i32, k: i32, rows: i32,
  strideA: i32, strideB: i32, strideC: i32,
): void {
  const blocks = (m + rows - 1) / rows;
  const product = chunk / blocks;
  const first = (chunk - product * blocks) * rows;
  a += product * strideA + (first << 2);
  b += product * strideB;
  c += product * strideC + first * (n << 2);
  const count = min(rows, m - first);
  for (let t = 0; t < k; t += SLICE) {
    gemmTransposed(count, n, min(SLICE, k - t), a + t * (m << 2), m << 2, b + t * (n << 2), n << 2, c, n << 2);
  }
}

/**
 * Where the gradient of padded position (row, column) goes: into dx, or for
 * the padding into the ring buffer (top row, bottom row, left and right column).
 */
// @ts-ignore: decorator
@inline
export function paddedTarget(row: i32, column: i32, dx: usize, h: i32, w: i32, bytes: i32, ring: usize): usize {
  const r = row - 1, c = column - 1;
  if (u32(r) < u32(h) && u32(c) < u32(w)) return dx + (r * w + c) * bytes;
  const length = w + 2;
  if (r < 0) return ring + column * bytes;
  if (r >= h) return ring + (length + column) * bytes;
  if (c < 0) return ring + (2 * length + r) * bytes;
  return ring + (2 * length + h + r) * bytes;
}

/**
 * Job: one padded row of the gradient by x. The taps that reach a position
 * depend on its remainder by the stride; `packed` holds a matrix for each pair
 * of remainders, `classStride` bytes apart.
 */
export function convInputGrad(
  chunk: i32, scratch: usize,
  dy: usize, outHeight: i32, outWidth: i32, co: i32, size: i32, stride: i32,
  packed: usize, classStride: i32, dx: usize, h: i32, w: i32, ci: i32, ring: usize,
): void {
  const pad = (size - 1) >> 1;
  const width = w + 2 * pad;
  for (let remainder = 0; remainder < stride; remainder++) {
    const matrix = packed + (chunk % stride * stride + remainder) * classStride;
    const taps = ((size - chunk % stride + stride - 1) / stride) * ((size - remainder + stride - 1) / stride);
    for (let column = remainder; column < width; column += stride * ROWS) {
      const count = min(ROWS, (width - column + stride - 1) / stride);
      let to = scratch;
      for (let i = 0; i < count; i++) {
        gatherTaps(chunk, column + i * stride, dy, outHeight, outWidth, co, size, stride, to);
        to += taps * (co << 2);
      }
      const depth = taps * co;
      const result = scratch + ROWS * (depth << 2);
      if (depth > 0) gemm(count, ci, depth, scratch, depth << 2, matrix, result, ci << 2, 0);
      else zeroFloats(result, count * ci);
      for (let i = 0; i < count; i++) {
        const at = pad === 0
          ? dx + (chunk * w + column + i * stride) * (ci << 2)
          : paddedTarget(chunk, column + i * stride, dx, h, w, ci << 2, ring);
        copyFloats(at, result + i * (ci << 2), ci);
      }
    }
  }
}

/**
 * Collects what the taps that reach a position read: rows of taps from the
 * first, each from its last tap, so that what is read is in a row, too.
 */
function gatherTaps(
  row: i32, column: i32, dy: usize, outHeight: i32, outWidth: i32, co: i32, size: i32, stride: i32, to: usize,
): void {
  const bytes = co << 2;
  const taps = (size - column % stride + stride - 1) / stride;
  const right = column / stride;
  const left = right - taps + 1;
  for (let ky = row % stride; ky < size; ky += stride) {
    const r = (row - ky) / stride;
    const isRow = row >= ky && r < outHeight;
    const line = dy + r * outWidth * bytes;
    if (isRow && left >= 0 && right < outWidth) {
      copyFloats(to, line + left * bytes, taps * co);
      to += taps * bytes;
      continue;
    }
    for (let c = left; c <= right; c++) {
      if (isRow && u32(c) < u32(outWidth)) copyFloats(to, line + c * bytes, co);
      else zeroFloats(to, co);
      to += bytes;
    }
  }
}

/** Job (a single chunk): adds the ring to the positions that its reflection reads. */
export function foldRing(_chunk: i32, _scratch: usize, dx: usize, h: i32, w: i32, ci: i32, ring: usize): void {
  const bytes = ci << 2;
  const length = w + 2;
  for (let column = 0; column < length; column++) {
    const c = reflect(column - 1, w);
    addFloats(dx + (reflect(-1, h) * w + c) * bytes, ring + column * bytes, ci);
    addFloats(dx + (reflect(h, h) * w + c) * bytes, ring + (length + column) * bytes, ci);
  }
  for (let row = 0; row < h; row++) {
    addFloats(dx + (row * w + reflect(-1, w)) * bytes, ring + (2 * length + row) * bytes, ci);
    addFloats(dx + (row * w + reflect(w, w)) * bytes, ring + (2 * length + h + row) * bytes, ci);
  }
}

/** Job: sums of `rows` rows of an n-column matrix, into row `chunk` of `partial`. */
export function columnSums(chunk: i32, _scratch: usize, x: usize, n: i32, rows: i32, total: i32, partial: usize): void {
  const to = partial + chunk * (n << 2);
  zeroFloats(to, n);
  const last = min((chunk + 1) * rows, total);
  for (let row = chunk * rows; row < last; row++) addFloats(to, x + row * (n << 2), n);
}
