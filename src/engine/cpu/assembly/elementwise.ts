// Jobs on slices of `slice` floats out of n.
import { exp2 } from "./exponential";

/** Operations of two tensors. */
const ADD: i32 = 0, SUBTRACT: i32 = 1, MULTIPLY: i32 = 2;

// @ts-ignore: decorator
@inline
function combine(operation: i32, a: v128, b: v128): v128 {
  if (operation === ADD) return f32x4.add(a, b);
  if (operation === SUBTRACT) return f32x4.sub(a, b);
  return operation === MULTIPLY ? f32x4.mul(a, b) : f32x4.div(a, b);
}

/** Four floats, or one for all four. */
// @ts-ignore: decorator
@inline
function loadFour(from: usize, isOne: bool): v128 {
  return isOne ? v128.load32_splat(from) : v128.load(from);
}

/**
 * Job: y = a ∘ b; `operation` is 0 for +, 1 for -, 2 for ·, 3 for /. Either of
 * them may be a single number.
 */
export function combineSlice(
  chunk: i32, _scratch: usize, operation: i32, a: usize, b: usize, isOneA: bool, isOneB: bool, y: usize, slice: i32,
  n: i32,
): void {
  const first = chunk * slice;
  const count = min(slice, n - first);
  const stepA: usize = isOneA ? 0 : 4, stepB: usize = isOneB ? 0 : 4;
  a += first * stepA; b += first * stepB; y += first << 2;
  const end4 = y + ((count & ~3) << 2), end = y + (count << 2);
  while (y < end4) {
    v128.store(y, combine(operation, loadFour(a, isOneA), loadFour(b, isOneB)));
    a += stepA << 2; b += stepB << 2; y += 16;
  }
  while (y < end) {
    const value = combine(operation, v128.load32_splat(a), v128.load32_splat(b));
    store<f32>(y, f32x4.extract_lane(value, 0));
    a += stepA; b += stepB; y += 4;
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

/** Functions of one tensor. */
const SIGMOID: i32 = 0;

// @ts-ignore: decorator
@inline
function applied(operation: i32, v: v128): v128 {
  return operation === SIGMOID ? sigmoid(v) : f32x4.neg(v);
}

/** Job: y = f(x); `operation` is 0 for sigmoid, 1 for -. */
export function applySlice(
  chunk: i32, _scratch: usize, operation: i32, x: usize, y: usize, slice: i32, n: i32,
): void {
  const first = chunk * slice;
  const count = min(slice, n - first);
  x += first << 2; y += first << 2;
  const end4 = y + ((count & ~3) << 2), end = y + (count << 2);
  while (y < end4) {
    v128.store(y, applied(operation, v128.load(x)));
    x += 16; y += 16;
  }
  while (y < end) {
    store<f32>(y, f32x4.extract_lane(applied(operation, v128.load32_splat(x)), 0));
    x += 4; y += 4;
  }
}
