import { madd } from "./gemm";

/**
 * Job: one Adam step, in place, on slice `chunk` of a table whose entries are
 * five 32-bit words: the addresses of parameter, mean, square and gradient, and
 * the number of floats.
 */
export function adamStep(
  chunk: i32, _scratch: usize, table: usize, beta1: f32, beta2: f32, rate: f32, squareScale: f32, epsilon: f32,
): void {
  const entry = table + chunk * 20;
  let parameter = <usize>load<u32>(entry), mean = <usize>load<u32>(entry, 4);
  let square = <usize>load<u32>(entry, 8), gradient = <usize>load<u32>(entry, 12);
  const count = load<i32>(entry, 16);
  const end4 = parameter + ((count & ~3) << 2), end = parameter + (count << 2);
  const b1 = f32x4.splat(beta1), r1 = f32x4.splat(1 - beta1), b2 = f32x4.splat(beta2), r2 = f32x4.splat(1 - beta2);
  const step = f32x4.splat(rate), scale = f32x4.splat(squareScale), eps = f32x4.splat(epsilon);
  while (parameter < end4) {
    const g = v128.load(gradient);
    const m = madd(v128.load(mean), b1, f32x4.mul(g, r1));
    const s = madd(v128.load(square), b2, f32x4.mul(f32x4.mul(g, g), r2));
    v128.store(mean, m);
    v128.store(square, s);
    const root = madd(f32x4.sqrt(s), scale, eps);
    v128.store(parameter, f32x4.sub(v128.load(parameter), f32x4.div(f32x4.mul(m, step), root)));
    parameter += 16; mean += 16; square += 16; gradient += 16;
  }
  while (parameter < end) {
    const g = load<f32>(gradient);
    const m = load<f32>(mean) * beta1 + g * (1 - beta1);
    const s = load<f32>(square) * beta2 + g * g * (1 - beta2);
    store<f32>(mean, m);
    store<f32>(square, s);
    store<f32>(parameter, load<f32>(parameter) - m * rate / (f32(Math.sqrt(f64(s))) * squareScale + epsilon));
    parameter += 4; mean += 4; square += 4; gradient += 4;
  }
}
