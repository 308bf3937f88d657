// Max-pooling 2×2 with stride 2; an odd last row or column is left out.

/** Job: one row of the pooled map. */
export function maxPoolRow(chunk: i32, _scratch: usize, x: usize, w: i32, c: i32, y: usize, outWidth: i32): void {
  const bytes = c << 2;
  let up = x + 2 * chunk * w * bytes, to = y + chunk * outWidth * bytes;
  for (let column = 0; column < outWidth; column++) {
    const down = up + w * bytes;
    let at = 0;
    for (; at + 16 <= bytes; at += 16) {
      const upper = f32x4.max(v128.load(up + at), v128.load(up + bytes + at));
      const lower = f32x4.max(v128.load(down + at), v128.load(down + bytes + at));
      v128.store(to + at, f32x4.max(upper, lower));
    }
    for (; at < bytes; at += 4) {
      const upper = max(load<f32>(up + at), load<f32>(up + bytes + at));
      store<f32>(to + at, max(upper, max(load<f32>(down + at), load<f32>(down + bytes + at))));
    }
    up += 2 * bytes;
    to += bytes;
  }
}

/** Job: rows 2·chunk and 2·chunk + 1 of dx, which is zero before: dy goes to the first maximum. */
export function maxPoolGradRow(
  chunk: i32, _scratch: usize, dy: usize, x: usize, w: i32, c: i32, y: usize, outWidth: i32, dx: usize,
): void {
  const bytes = c << 2;
  for (let column = 0; column < outWidth; column++) {
    const first = (2 * chunk * w + 2 * column) * bytes;
    const from = (chunk * outWidth + column) * bytes;
    for (let at = 0; at < bytes; at += 4) {
      const peak = load<f32>(y + from + at);
      let place = first + at;
      if (load<f32>(x + place) !== peak) {
        place += bytes;
        if (load<f32>(x + place) !== peak) {
          place += (w - 1) * bytes;
          if (load<f32>(x + place) !== peak) place += bytes;
        }
      }
      store<f32>(dx + place, load<f32>(dy + from + at));
    }
  }
}
