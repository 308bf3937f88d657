// Bilinear doubling (half-pixel centres) of the deep branch beside a copy of
// the skip branch, both cropped about their centres.
import { madd } from "./gemm";
import { addScaled, copyFloats, zeroFloats } from "./vector";

/** Job: one row of the joined map. Crops are the rows and columns cut off before. */
export function joinRow(
  chunk: i32, _scratch: usize,
  skip: usize, skipWidth: i32, a: i32, skipTop: i32, skipLeft: i32,
  deep: usize, deepHeight: i32, deepWidth: i32, b: i32, deepTop: i32, deepLeft: i32,
  y: usize, width: i32,
): void {
  const row = lowIndex(chunk + deepTop);
  const up = deep + row * deepWidth * (b << 2);
  const down = deep + min(row + 1, deepHeight - 1) * deepWidth * (b << 2);
  const fy = fraction(chunk + deepTop);
  let to = y + chunk * width * ((a + b) << 2);
  let from = skip + ((chunk + skipTop) * skipWidth + skipLeft) * (a << 2);
  for (let column = 0; column < width; column++) {
    copyFloats(to, from, a);
    to += a << 2;
    from += a << 2;
    const left = lowIndex(column + deepLeft) * (b << 2);
    const right = min(lowIndex(column + deepLeft) + 1, deepWidth - 1) * (b << 2);
    mix(to, up + left, up + right, down + left, down + right, fraction(column + deepLeft), fy, b);
    to += b << 2;
  }
}

/** Source index left of position i of the doubled axis. */
// @ts-ignore: decorator
@inline
function lowIndex(i: i32): i32 {
  return max(i - 1, 0) >> 1;
}

/** Weight of the index right of it. */
// @ts-ignore: decorator
@inline
function fraction(i: i32): f32 {
  return i === 0 ? 0 : i & 1 ? 0.25 : 0.75;
}

function mix(to: usize, p: usize, q: usize, r: usize, s: usize, fx: f32, fy: f32, n: i32): void {
  const gx: f32 = 1 - fx, gy: f32 = 1 - fy;
  const wp = gx * gy, wq = fx * gy, wr = gx * fy, ws = fx * fy;
  const vp = f32x4.splat(wp), vq = f32x4.splat(wq), vr = f32x4.splat(wr), vs = f32x4.splat(ws);
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const at = i << 2;
    let sum = f32x4.mul(v128.load(p + at), vp);
    sum = madd(v128.load(q + at), vq, sum);
    sum = madd(v128.load(r + at), vr, sum);
    v128.store(to + at, madd(v128.load(s + at), vs, sum));
  }
  for (; i < n; i++) {
    const at = i << 2;
    store<f32>(to + at, load<f32>(p + at) * wp + load<f32>(q + at) * wq + load<f32>(r + at) * wr + load<f32>(s + at) * ws);
  }
}

/** Job: one row of the gradient by the skip branch. */
export function joinSkipGradRow(
  chunk: i32, _scratch: usize,
  dy: usize, height: i32, width: i32, channels: i32, skipTop: i32, skipLeft: i32, a: i32, dx: usize, skipWidth: i32,
): void {
  const to = dx + chunk * skipWidth * (a << 2);
  const row = chunk - skipTop;
  if (skipWidth !== width || u32(row) >= u32(height)) zeroFloats(to, skipWidth * a);
  if (u32(row) >= u32(height)) return;
  for (let column = 0; column < width; column++) {
    copyFloats(to + (column + skipLeft) * (a << 2), dy + (row * width + column) * (channels << 2), a);
  }
}

/** Weight that position i of the doubled axis gives to source index `index`. */
// @ts-ignore: decorator
@inline
function weightOf(i: i32, index: i32, size: i32): f32 {
  const low = lowIndex(i), f = fraction(i);
  let weight: f32 = low === index ? 1 - f : 0;
  if (min(low + 1, size - 1) === index) weight += f;
  return weight;
}

/** Job: one row of the gradient by the deep branch. */
export function joinDeepGradRow(
  chunk: i32, _scratch: usize,
  dy: usize, height: i32, width: i32, channels: i32, a: i32, b: i32, deepTop: i32, deepLeft: i32,
  dx: usize, deepHeight: i32, deepWidth: i32,
): void {
  let to = dx + chunk * deepWidth * (b << 2);
  zeroFloats(to, deepWidth * b);
  for (let column = 0; column < deepWidth; column++) {
    for (let i = max(2 * chunk - 1, deepTop); i <= min(2 * chunk + 2, deepTop + height - 1); i++) {
      const wy = weightOf(i, chunk, deepHeight);
      for (let j = max(2 * column - 1, deepLeft); j <= min(2 * column + 2, deepLeft + width - 1); j++) {
        const weight = wy * weightOf(j, column, deepWidth);
        addScaled(to, dy + (((i - deepTop) * width + j - deepLeft) * channels + a << 2), weight, b);
      }
    }
    to += b << 2;
  }
}
