// Batch normalisation and LeakyReLU: one pass for sums, one to apply. The sums
// of a chunk are taken about its first row, so that nothing cancels.
import { madd } from "./gemm";

/** Job: mean and sum of squared deviations of `rows` rows, into `partial[chunk][2][c]`. */
export function bnMoments(chunk: i32, _scratch: usize, x: usize, c: i32, rows: i32, total: i32, partial: usize): void {
  const bytes = c << 2;
  const first = x + chunk * rows * bytes;
  const count = min(rows, total - chunk * rows);
  const last = first + count * bytes;
  const mean = partial + chunk * 2 * bytes, deviation = mean + bytes;
  const n = f32x4.splat(f32(count));
  let at = 0;
  for (; at + 16 <= bytes; at += 16) {
    const shift = v128.load(first + at);
    let sum = f32x4.splat(0), square = sum;
    for (let row = first; row < last; row += bytes) {
      const d = f32x4.sub(v128.load(row + at), shift);
      sum = f32x4.add(sum, d);
      square = madd(d, d, square);
    }
    const average = f32x4.div(sum, n);
    v128.store(mean + at, f32x4.add(shift, average));
    v128.store(deviation + at, f32x4.sub(square, f32x4.mul(sum, average)));
  }
  for (; at < bytes; at += 4) {
    const shift = load<f32>(first + at);
    let sum: f32 = 0, square: f32 = 0;
    for (let row = first; row < last; row += bytes) {
      const d = load<f32>(row + at) - shift;
      sum += d;
      square += d * d;
    }
    store<f32>(mean + at, shift + sum / f32(count));
    store<f32>(deviation + at, square - sum * sum / f32(count));
  }
}

/** Job (a single chunk): merges the chunks' moments into mean and 1 / standard deviation. */
export function bnMerge(
  _chunk: i32, _scratch: usize, partial: usize, chunks: i32, c: i32, rows: i32, total: i32, epsilon: f64, mean: usize, invStd: usize,
): void {
  const bytes = c << 2;
  for (let at = 0; at < bytes; at += 4) {
    let n: f64 = 0, average: f64 = 0, deviation: f64 = 0;
    for (let i = 0; i < chunks; i++) {
      const count = f64(min(rows, total - i * rows));
      const delta = f64(load<f32>(partial + i * 2 * bytes + at)) - average;
      deviation += f64(load<f32>(partial + (i * 2 + 1) * bytes + at)) + delta * delta * n * count / (n + count);
      average += delta * count / (n + count);
      n += count;
    }
    store<f32>(mean + at, f32(average));
    store<f32>(invStd + at, f32(1.0 / Math.sqrt(max(deviation, 0) / n + epsilon)));
  }
}

/** Job: y = LeakyReLU((x - mean)·invStd·gamma + beta) for `rows` rows. */
export function bnApply(
  chunk: i32, _scratch: usize,
  x: usize, c: i32, rows: i32, total: i32, mean: usize, invStd: usize, gamma: usize, beta: usize, slope: f32, y: usize,
): void {
  const bytes = c << 2;
  const offset = chunk * rows * bytes;
  const count = min(rows, total - chunk * rows);
  const steep = f32x4.splat(slope);
  let at = 0;
  for (; at + 16 <= bytes; at += 16) {
    const centre = v128.load(mean + at);
    const scale = f32x4.mul(v128.load(invStd + at), v128.load(gamma + at));
    const shift = v128.load(beta + at);
    let from = x + offset + at, to = y + offset + at;
    for (let i = 0; i < count; i++) {
      const z = madd(f32x4.sub(v128.load(from), centre), scale, shift);
      v128.store(to, f32x4.max(z, f32x4.mul(z, steep)));
      from += bytes; to += bytes;
    }
  }
  for (; at < bytes; at += 4) {
    const scale = load<f32>(invStd + at) * load<f32>(gamma + at);
    for (let i = 0; i < count; i++) {
      const z = (load<f32>(x + offset + i * bytes + at) - load<f32>(mean + at)) * scale + load<f32>(beta + at);
      store<f32>(y + offset + i * bytes + at, max(z, z * slope));
    }
  }
}

/** dy behind the LeakyReLU: dy where z > 0, slope·dy elsewhere. */
// @ts-ignore: decorator
@inline
function throughLeaky(dy: v128, z: v128, slope: v128): v128 {
  return v128.bitselect(dy, f32x4.mul(dy, slope), f32x4.gt(z, f32x4.splat(0)));
}

/** Job: sums of dz and dz·x̂ over `rows` rows, into `partial[chunk][2][c]`; dz is dy behind the LeakyReLU. */
export function bnGradSums(
  chunk: i32, _scratch: usize,
  dy: usize, x: usize, c: i32, rows: i32, total: i32, mean: usize, invStd: usize, gamma: usize, beta: usize, slope: f32,
  partial: usize,
): void {
  const bytes = c << 2;
  const offset = chunk * rows * bytes;
  const count = min(rows, total - chunk * rows);
  const sums = partial + chunk * 2 * bytes;
  const steep = f32x4.splat(slope);
  let at = 0;
  for (; at + 16 <= bytes; at += 16) {
    const centre = v128.load(mean + at), scale = v128.load(invStd + at);
    const weight = v128.load(gamma + at), shift = v128.load(beta + at);
    let sum = f32x4.splat(0), product = sum;
    let from = x + offset + at, grad = dy + offset + at;
    for (let i = 0; i < count; i++) {
      const normal = f32x4.mul(f32x4.sub(v128.load(from), centre), scale);
      const dz = throughLeaky(v128.load(grad), madd(normal, weight, shift), steep);
      sum = f32x4.add(sum, dz);
      product = madd(dz, normal, product);
      from += bytes; grad += bytes;
    }
    v128.store(sums + at, sum);
    v128.store(sums + bytes + at, product);
  }
  for (; at < bytes; at += 4) {
    let sum: f32 = 0, product: f32 = 0;
    for (let i = 0; i < count; i++) {
      const normal = (load<f32>(x + offset + i * bytes + at) - load<f32>(mean + at)) * load<f32>(invStd + at);
      let dz = load<f32>(dy + offset + i * bytes + at);
      if (normal * load<f32>(gamma + at) + load<f32>(beta + at) <= 0) dz *= slope;
      sum += dz;
      product += dz * normal;
    }
    store<f32>(sums + at, sum);
    store<f32>(sums + bytes + at, product);
  }
}

/** Job (a single chunk): y[j] = Σ partial[i·n + j] over `chunks` rows of n, in double precision. */
export function sumRows(_chunk: i32, _scratch: usize, partial: usize, chunks: i32, n: i32, y: usize): void {
  for (let j = 0; j < n; j++) {
    let sum: f64 = 0;
    for (let i = 0; i < chunks; i++) sum += f64(load<f32>(partial + (i * n + j << 2)));
    store<f32>(y + (j << 2), f32(sum));
  }
}

/** Job: dx = gamma·invStd·(dz - Σdz/N - x̂·Σ(dz·x̂)/N) for `rows` rows; `dbeta` and `dgamma` are the sums. */
export function bnGradApply(
  chunk: i32, _scratch: usize,
  dy: usize, x: usize, c: i32, rows: i32, total: i32, mean: usize, invStd: usize, gamma: usize, beta: usize, slope: f32,
  dbeta: usize, dgamma: usize, dx: usize,
): void {
  const bytes = c << 2;
  const offset = chunk * rows * bytes;
  const count = min(rows, total - chunk * rows);
  const share: f32 = 1 / f32(total);
  const steep = f32x4.splat(slope), part = f32x4.splat(share);
  let at = 0;
  for (; at + 16 <= bytes; at += 16) {
    const centre = v128.load(mean + at), scale = v128.load(invStd + at);
    const weight = v128.load(gamma + at), shift = v128.load(beta + at);
    const factor = f32x4.mul(weight, scale);
    const average = f32x4.mul(v128.load(dbeta + at), part);
    const slant = f32x4.mul(v128.load(dgamma + at), part);
    let from = x + offset + at, grad = dy + offset + at, to = dx + offset + at;
    for (let i = 0; i < count; i++) {
      const normal = f32x4.mul(f32x4.sub(v128.load(from), centre), scale);
      const dz = throughLeaky(v128.load(grad), madd(normal, weight, shift), steep);
      const rest = f32x4.sub(f32x4.sub(dz, average), f32x4.mul(normal, slant));
      v128.store(to, f32x4.mul(factor, rest));
      from += bytes; grad += bytes; to += bytes;
    }
  }
  for (; at < bytes; at += 4) {
    const scale = load<f32>(invStd + at), weight = load<f32>(gamma + at);
    for (let i = 0; i < count; i++) {
      const normal = (load<f32>(x + offset + i * bytes + at) - load<f32>(mean + at)) * scale;
      let dz = load<f32>(dy + offset + i * bytes + at);
      if (normal * weight + load<f32>(beta + at) <= 0) dz *= slope;
      const rest = dz - load<f32>(dbeta + at) * share - normal * load<f32>(dgamma + at) * share;
      store<f32>(dx + offset + i * bytes + at, weight * scale * rest);
    }
  }
}
