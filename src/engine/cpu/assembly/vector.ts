// Loops over contiguous floats: four at a time, then one.
import { madd } from "./gemm";

/** to[i] = from[i] for n floats. */
export function copyFloats(to: usize, from: usize, n: i32): void {
  const end4 = to + ((n & ~3) << 2);
  const end = to + (n << 2);
  while (to < end4) {
    v128.store(to, v128.load(from));
    to += 16; from += 16;
  }
  while (to < end) {
    store<f32>(to, load<f32>(from));
    to += 4; from += 4;
  }
}

/** to[i] += from[i] for n floats. */
export function addFloats(to: usize, from: usize, n: i32): void {
  const end4 = to + ((n & ~3) << 2);
  const end = to + (n << 2);
  while (to < end4) {
    v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
    to += 16; from += 16;
  }
  while (to < end) {
    store<f32>(to, load<f32>(to) + load<f32>(from));
    to += 4; from += 4;
  }
}

/** to[i] += weight·from[i] for n floats. */
export function addScaled(to: usize, from: usize, weight: f32, n: i32): void {
  const scale = f32x4.splat(weight);
  const end4 = to + ((n & ~3) << 2);
  const end = to + (n << 2);
  while (to < end4) {
    v128.store(to, madd(v128.load(from), scale, v128.load(to)));
    to += 16; from += 16;
  }
  while (to < end) {
    store<f32>(to, load<f32>(to) + weight * load<f32>(from));
    to += 4; from += 4;
  }
}

/** to[i] = 0 for n floats. */
// @ts-ignore: decorator
@inline
export function zeroFloats(to: usize, n: i32): void {
  memory.fill(to, 0, n << 2);
}

/** at[i] = max(at[i], 0) for n floats. */
export function rectifyFloats(at: usize, n: i32): void {
  const zero = f32x4.splat(0);
  const end4 = at + ((n & ~3) << 2);
  const end = at + (n << 2);
  for (; at < end4; at += 16) v128.store(at, f32x4.max(v128.load(at), zero));
  for (; at < end; at += 4) store<f32>(at, max(load<f32>(at), 0));
}
