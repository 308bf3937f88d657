import { addScaled, zeroFloats } from "./vector";

/** Job: one row filtered along the rows axis; `taps` is odd, zero outside. */
export function windowVertical(
  chunk: i32, _scratch: usize, x: usize, h: i32, length: i32, taps: usize, n: i32, y: usize,
): void {
  const to = y + chunk * (length << 2);
  zeroFloats(to, length);
  for (let t = 0; t < n; t++) {
    const row = chunk + t - (n >> 1);
    if (u32(row) >= u32(h)) continue;
    addScaled(to, x + row * (length << 2), load<f32>(taps + (t << 2)), length);
  }
}

/** Job: one row filtered along the columns axis. */
export function windowHorizontal(
  chunk: i32, _scratch: usize, x: usize, w: i32, c: i32, taps: usize, n: i32, y: usize,
): void {
  const from = x + chunk * w * (c << 2), to = y + chunk * w * (c << 2);
  zeroFloats(to, w * c);
  for (let t = 0; t < n; t++) {
    const shift = t - (n >> 1);
    const count = w - abs(shift);
    if (count <= 0) continue;
    addScaled(to + max(-shift, 0) * (c << 2), from + max(shift, 0) * (c << 2), load<f32>(taps + (t << 2)), count * c);
  }
}
