// The hyper-Laplacian energy Σ (|d| + 1e-8)^0.67 of the differences d to the
// upper, upper-left, left and lower-left neighbour, and its gradient.
import { exp2, log2 } from "./exponential";
import { reflect } from "./reflect";

const EXPONENT: f32 = 0.67;
const EPSILON: f32 = 1e-8;

// @ts-ignore: decorator
@inline
function energy(u: v128): v128 {
  return exp2(f32x4.mul(log2(u), f32x4.splat(EXPONENT)));
}

/** Row offset of difference `d`, 0..3. */
// @ts-ignore: decorator
@inline
function rowOffset(d: i32): i32 {
  return d < 2 ? -1 : d - 2;
}

/** Column offset of difference `d`, 0..3. */
// @ts-ignore: decorator
@inline
function columnOffset(d: i32): i32 {
  return d === 0 ? 0 : -1;
}

/** Writes a row of x beside its neighbours in difference `d`: to[i] = x[i] - neighbour. */
function differences(x: usize, row: i32, d: i32, h: i32, w: i32, c: i32, to: usize): void {
  const line = x + row * w * (c << 2);
  const other = x + reflect(row + rowOffset(d), h) * w * (c << 2);
  const shift = columnOffset(d) * (c << 2);
  if (shift) {
    const edge = reflect(-1, w) * (c << 2);
    for (let j = 0; j < c; j++) {
      store<f32>(to + (j << 2), load<f32>(line + (j << 2)) - load<f32>(other + edge + (j << 2)));
    }
  }
  let i = shift ? c : 0;
  for (; i + 4 <= w * c; i += 4) {
    v128.store(to + (i << 2), f32x4.sub(v128.load(line + (i << 2)), v128.load(other + (i << 2) + shift)));
  }
  for (; i < w * c; i++) {
    store<f32>(to + (i << 2), load<f32>(line + (i << 2)) - load<f32>(other + (i << 2) + shift));
  }
}

/** Writes zeros behind n floats up to a whole vector, and gives that length. */
// @ts-ignore: decorator
@inline
function padToVector(line: usize, n: i32): i32 {
  v128.store(line + (n << 2), f32x4.splat(0));
  return (n + 3) & ~3;
}

/** Job: the energy of row `chunk`, in double precision, into `partial[chunk]`. */
export function priorRow(chunk: i32, scratch: usize, x: usize, h: i32, w: i32, c: i32, partial: usize): void {
  const n = w * c;
  let total: f64 = 0;
  for (let d = 0; d < 4; d++) {
    differences(x, chunk, d, h, w, c, scratch);
    padToVector(scratch, n);
    let sum = f32x4.splat(0);
    for (let i = 0; i < n; i += 4) {
      const u = f32x4.add(f32x4.abs(v128.load(scratch + (i << 2))), f32x4.splat(EPSILON));
      let value = energy(u);
      if (i + 4 > n) {
        for (let j = n; j < i + 4; j++) total -= f64(f32x4.extract_lane(value, 3));
      }
      sum = f32x4.add(sum, value);
    }
    total += f64(f32x4.extract_lane(sum, 0)) + f64(f32x4.extract_lane(sum, 1)) +
      f64(f32x4.extract_lane(sum, 2)) + f64(f32x4.extract_lane(sum, 3));
  }
  store<f64>(partial + (chunk << 3), total);
}

/** Job: slopes 0.67·sign(d)·(|d| + 1e-8)^-0.33·dy of row `chunk`, into `slopes[difference][h][w·c]`. */
export function priorSlopes(
  chunk: i32, scratch: usize, x: usize, h: i32, w: i32, c: i32, dy: usize, slopes: usize,
): void {
  const n = w * c;
  const factor = f32x4.splat(load<f32>(dy) * EXPONENT);
  for (let d = 0; d < 4; d++) {
    differences(x, chunk, d, h, w, c, scratch);
    const length = padToVector(scratch, n);
    for (let i = 0; i < length; i += 4) {
      const value = v128.load(scratch + (i << 2));
      const u = f32x4.add(f32x4.abs(value), f32x4.splat(EPSILON));
      const steepness = f32x4.div(f32x4.mul(factor, energy(u)), u);
      const signed = v128.xor(steepness, v128.and(value, i32x4.splat(0x80000000)));
      const zero = f32x4.eq(value, f32x4.splat(0));
      v128.store(scratch + (i << 2), v128.andnot(signed, zero));
    }
    memory.copy(slopes + (d * h + chunk) * (n << 2), scratch, n << 2);
  }
}

/** Job: row `chunk` of dx: its own slopes, less those of the pixels that have it as a neighbour. */
export function priorGradRow(chunk: i32, _scratch: usize, slopes: usize, h: i32, w: i32, c: i32, dx: usize): void {
  const bytes = w * (c << 2);
  const to = dx + chunk * bytes;
  for (let i = 0; i < bytes; i += 4) {
    let sum: f32 = 0;
    for (let d = 0; d < 4; d++) sum += load<f32>(slopes + (d * h + chunk) * bytes + i);
    store<f32>(to + i, sum);
  }
  for (let d = 0; d < 4; d++) {
    const offset = rowOffset(d);
    const straight = chunk - offset;
    if (u32(straight) < u32(h)) subtractRow(to, slopes + (d * h + straight) * bytes, d, w, c);
    const edge = offset < 0 ? 0 : h - 1;
    if (offset !== 0 && edge !== straight && reflect(edge + offset, h) === chunk) {
      subtractRow(to, slopes + (d * h + edge) * bytes, d, w, c);
    }
  }
}

function subtractRow(to: usize, from: usize, d: i32, w: i32, c: i32): void {
  const shift = columnOffset(d);
  if (shift) {
    const edge = reflect(-1, w) * (c << 2);
    for (let j = 0; j < c << 2; j += 4) store<f32>(to + edge + j, load<f32>(to + edge + j) - load<f32>(from + j));
    from += c << 2;
    w--;
  }
  for (let i = 0; i < w * (c << 2); i += 4) store<f32>(to + i, load<f32>(to + i) - load<f32>(from + i));
}
