import { madd } from "./gemm";

/** 2^y for |y| < 126: the whole part in the exponent bits, the rest by its series. */
// @ts-ignore: decorator
@inline
export function exp2(y: v128): v128 {
  const whole = f32x4.nearest(y);
  const t = f32x4.sub(y, whole);
  let p = madd(t, f32x4.splat(1.5403530e-4), f32x4.splat(1.3333558e-3));
  p = madd(p, t, f32x4.splat(9.6181291e-3));
  p = madd(p, t, f32x4.splat(5.5504109e-2));
  p = madd(p, t, f32x4.splat(2.4022651e-1));
  p = madd(p, t, f32x4.splat(6.9314718e-1));
  p = madd(p, t, f32x4.splat(1));
  return i32x4.add(p, i32x4.shl(i32x4.trunc_sat_f32x4_s(whole), 23));
}

/** log2(u) for normal u > 0: the exponent bits, and the atanh series of the mantissa about 1. */
// @ts-ignore: decorator
@inline
export function log2(u: v128): v128 {
  // Subtracting the bits of √½ puts the mantissa into [√½, √2).
  const shifted = i32x4.sub(u, i32x4.splat(0x3f3504f3));
  const exponent = i32x4.shr_s(shifted, 23);
  const mantissa = i32x4.sub(u, i32x4.shl(exponent, 23));
  const one = f32x4.splat(1);
  const t = f32x4.div(f32x4.sub(mantissa, one), f32x4.add(mantissa, one));
  const t2 = f32x4.mul(t, t);
  let p = madd(t2, f32x4.splat(3.2059890e-1), f32x4.splat(4.1219858e-1));
  p = madd(p, t2, f32x4.splat(5.7707802e-1));
  p = madd(p, t2, f32x4.splat(9.6179669e-1));
  p = madd(p, t2, f32x4.splat(2.8853901));
  return madd(p, t, f32x4.convert_i32x4_s(exponent));
}
