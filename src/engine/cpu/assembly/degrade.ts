// Blur of every channel by one kernel, computed only where it is sampled. The
// picture is read through a line extended by half a kernel on both sides.
import { reflect } from "./reflect";
import { addFloats, copyFloats, zeroFloats } from "./vector";
import { madd } from "./gemm";

/** 0 reflect, 1 circular, 2 zero: the position read for `index`, or -1 for zero. */
function source(index: i32, size: i32, boundary: i32): i32 {
  if (u32(index) < u32(size)) return index;
  if (boundary === 0) return reflect(index, size);
  if (boundary === 2) return -1;
  const folded = index % size;
  return folded < 0 ? folded + size : folded;
}

/** Writes row `row` of x, extended by `half` pixels on both sides. */
function extendedLine(x: usize, row: i32, h: i32, w: i32, c: i32, half: i32, boundary: i32, to: usize): void {
  const r = source(row, h, boundary);
  if (r < 0) {
    zeroFloats(to, (w + 2 * half) * c);
    return;
  }
  const line = x + r * w * (c << 2);
  for (let i = 0; i < half; i++) {
    const left = source(i - half, w, boundary), right = source(w + i, w, boundary);
    if (left < 0) zeroFloats(to + i * (c << 2), c);
    else copyFloats(to + i * (c << 2), line + left * (c << 2), c);
    if (right < 0) zeroFloats(to + (half + w + i) * (c << 2), c);
    else copyFloats(to + (half + w + i) * (c << 2), line + right * (c << 2), c);
  }
  copyFloats(to + half * (c << 2), line, w * c);
}

/** Floats of n weights spread over c channels, in whole groups of c vectors. */
// @ts-ignore: decorator
@inline
function spreadLength(n: i32, c: i32): i32 {
  return (n * c + 4 * c - 1) / (4 * c) * (4 * c);
}

/** Repeats the c values of a sample over c vectors, in step with spread weights. */
// @ts-ignore: decorator
@inline
function spreadSample(from: usize, c: i32, to: usize): void {
  for (let i = 0; i < 4; i++) copyFloats(to + i * (c << 2), from, c);
}

/** Repeats each of n weights c times, padded with zeros to whole groups of c vectors. */
function spreadRow(from: usize, n: i32, c: i32, to: usize): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < c; j++) store<f32>(to + (i * c + j << 2), load<f32>(from + (i << 2)));
  }
  zeroFloats(to + (n * c << 2), spreadLength(n, c) - n * c);
}

/** Job: one row of samples. Scratch: products, spread weights, the extended line. */
export function degradeRow(
  chunk: i32, scratch: usize,
  x: usize, h: i32, w: i32, c: i32, kernel: usize, n: i32, scale: i32, phase: i32, boundary: i32, y: usize, outWidth: i32,
): void {
  const half = n >> 1;
  const length = spreadLength(n, c);
  const weights = scratch, products = weights + (length << 2);
  const line = products + outWidth * (length << 2);
  zeroFloats(products, outWidth * length);
  // The last window may read a little past the line.
  zeroFloats(line + (w + 2 * half) * (c << 2), 4 * c);
  for (let ky = 0; ky < n; ky++) {
    extendedLine(x, phase + chunk * scale + ky - half, h, w, c, half, boundary, line);
    spreadRow(kernel + ky * (n << 2), n, c, weights);
    for (let i = 0; i < outWidth; i++) {
      const from = line + (phase + i * scale) * (c << 2);
      const to = products + i * (length << 2);
      for (let t = 0; t < length << 2; t += 16) {
        v128.store(to + t, madd(v128.load(from + t), v128.load(weights + t), v128.load(to + t)));
      }
    }
  }
  for (let i = 0; i < outWidth; i++) {
    for (let j = 0; j < c; j++) {
      let sum: f32 = 0;
      for (let t = 0; t < n; t++) sum += load<f32>(products + (i * length + t * c + j << 2));
      store<f32>(y + ((chunk * outWidth + i) * c + j << 2), sum);
    }
  }
}

/** Job: one row of the gradient by the extended picture, (h + 2·half)×(w + 2·half). */
export function degradeImageGradRow(
  chunk: i32, scratch: usize,
  dy: usize, outHeight: i32, outWidth: i32, c: i32, kernel: usize, n: i32, scale: i32, phase: i32,
  extended: usize, width: i32,
): void {
  const length = spreadLength(n, c);
  const weights = scratch, line = weights + (length << 2), tap = line + ((width + 4) * c << 2);
  zeroFloats(line, (width + 4) * c);
  for (let row = 0; row < outHeight; row++) {
    const ky = chunk - phase - row * scale;
    if (u32(ky) >= u32(n)) continue;
    spreadRow(kernel + ky * (n << 2), n, c, weights);
    for (let i = 0; i < outWidth; i++) {
      const from = dy + (row * outWidth + i) * (c << 2);
      spreadSample(from, c, tap);
      const to = line + (phase + i * scale) * (c << 2);
      for (let t = 0; t < length << 2;) {
        for (let q = tap; q < tap + (c << 4); q += 16) {
          v128.store(to + t, madd(v128.load(q), v128.load(weights + t), v128.load(to + t)));
          t += 16;
        }
      }
    }
  }
  copyFloats(extended + chunk * width * (c << 2), line, width * c);
}

/** Job: one row of dx: adds up the extended positions that read it. */
export function degradeFold(
  chunk: i32, _scratch: usize, extended: usize, h: i32, w: i32, c: i32, half: i32, boundary: i32, dx: usize,
): void {
  const to = dx + chunk * w * (c << 2);
  const width = w + 2 * half;
  zeroFloats(to, w * c);
  for (let row = 0; row < h + 2 * half; row++) {
    if (source(row - half, h, boundary) !== chunk) continue;
    const line = extended + row * width * (c << 2);
    addFloats(to, line + half * (c << 2), w * c);
    for (let i = 0; i < half; i++) {
      const left = source(i - half, w, boundary), right = source(w + i, w, boundary);
      if (left >= 0) addFloats(to + left * (c << 2), line + i * (c << 2), c);
      if (right >= 0) addFloats(to + right * (c << 2), line + (half + w + i) * (c << 2), c);
    }
  }
}

/** Job: row `chunk` of the gradient by the kernel. */
export function degradeKernelGradRow(
  chunk: i32, scratch: usize,
  dy: usize, outHeight: i32, outWidth: i32, x: usize, h: i32, w: i32, c: i32, n: i32,
  scale: i32, phase: i32, boundary: i32, dk: usize,
): void {
  const half = n >> 1;
  const length = spreadLength(n, c);
  const sums = scratch, tap = sums + (length << 2), line = tap + (c << 4);
  zeroFloats(sums, length);
  zeroFloats(line + (w + 2 * half) * (c << 2), 4 * c);
  for (let row = 0; row < outHeight; row++) {
    extendedLine(x, phase + row * scale + chunk - half, h, w, c, half, boundary, line);
    for (let i = 0; i < outWidth; i++) {
      const grad = dy + (row * outWidth + i) * (c << 2);
      spreadSample(grad, c, tap);
      const from = line + (phase + i * scale) * (c << 2);
      for (let t = 0; t < length << 2;) {
        for (let q = tap; q < tap + (c << 4); q += 16) {
          v128.store(sums + t, madd(v128.load(q), v128.load(from + t), v128.load(sums + t)));
          t += 16;
        }
      }
    }
  }
  for (let t = 0; t < n; t++) {
    let sum: f32 = 0;
    for (let j = 0; j < c; j++) sum += load<f32>(sums + (t * c + j << 2));
    store<f32>(dk + (chunk * n + t << 2), sum);
  }
}
