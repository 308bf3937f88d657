// Jobs on slices of `slice` floats out of n.
import { exp2 } from "./exponential";

/** Operations of two tensors of one shape. */
const ADD: i32 = 0, SUBTRACT: i32 = 1;

// @ts-ignore: decorator
@inline
function combine(operation: i32, a: v128, b: v128): v128 {
  if (operation === ADD) return f32x4.add(a, b);
  return operation === SUBTRACT ? f32x4.sub(a, b) : f32x4.mul(a, b);
}

/** Job: y = a ∘ b; `operation` is 0 for +, 1 for -, 2 for ·. */
export function combineSlice(
  chunk: i32, _scratch: usize, operation: i32, a: usize, b: usize, y: usize, slice: i32, n: i32,
): void {
  const first = chunk * slice;
  const count = min(slice, n - first);
  a += first << 2; b += first << 2; y += first << 2;
  const end4 = y + ((count & ~3) << 2), end = y + (count << 2);
  while (y < end4) {
    v128.store(y, combine(operation, v128.load(a), v128.load(b)));
    a += 16; b += 16; y += 16;
  }
  while (y < end) {
    const value = combine(operation, v128.load32_splat(a), v128.load32_splat(b));
    store<f32>(y, f32x4.extract_lane(value, 0));
    a += 4; b += 4; y += 4;
  }
}

/** 1 / (1 + e^-v). */
// @ts-ignore: decorator
@inline
function sigmoid(v: v128): v128 {
  const bounded = f32x4.min(f32x4.max(v, f32x4.splat(-80)), f32x4.splat(80));
  const one = f32x4.splat(1);
  return f32x4.div(one, f32x4.add(one, exp2(f32x4.mul(bounded, f32x4.splat(-1.44269504)))));
}

/** Job: y = sigmoid(x). */
export function sigmoidSlice(chunk: i32, _scratch: usize, x: usize, y: usize, slice: i32, n: i32): void {
  const first = chunk * slice;
  const count = min(slice, n - first);
  x += first << 2; y += first << 2;
  const end4 = y + ((count & ~3) << 2), end = y + (count << 2);
  while (y < end4) {
    v128.store(y, sigmoid(v128.load(x)));
    x += 16; y += 16;
  }
  while (y < end) {
    store<f32>(y, f32x4.extract_lane(sigmoid(v128.load32_splat(x)), 0));
    x += 4; y += 4;
  }
}
