import { gemm, PANEL } from "./gemm";

/**
 * Job: packs panel `chunk` of a k×n matrix for `gemm`: 8 columns, padded with
 * zeros. Strides and `panelStride` are in bytes.
 */
export function packPanel(
  chunk: i32, _scratch: usize,
  from: usize, k: i32, n: i32, strideK: i32, strideN: i32, to: usize, panelStride: i32,
): void {
  const columns = min(PANEL, n - chunk * PANEL);
  from += chunk * PANEL * strideN;
  to += chunk * panelStride;
  for (let t = 0; t < k; t++) {
    if (columns === PANEL && strideN === 4) {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
    } else {
      for (let j = 0; j < PANEL; j++) {
        store<f32>(to + (j << 2), j < columns ? load<f32>(from + j * strideN) : 0);
      }
    }
    from += strideK;
    to += PANEL << 2;
  }
}

/** Job: rows `chunk * rows` on of the transpose, m×k, of a k×m matrix. */
export function transpose(chunk: i32, _scratch: usize, from: usize, k: i32, m: i32, to: usize, rows: i32): void {
  const first = chunk * rows;
  const last = min(first + rows, m);
  for (let i = first; i < last; i++) {
    let p = from + (i << 2);
    let q = to + i * (k << 2);
    for (let t = 0; t < k; t++) {
      store<f32>(q, load<f32>(p));
      p += m << 2;
      q += 4;
    }
  }
}

/** Job: `rows` rows of C = A·B, B packed. */
export function matMul(
  chunk: i32, _scratch: usize,
  a: usize, packed: usize, c: usize, m: i32, n: i32, k: i32, rows: i32,
): void {
  const first = chunk * rows;
  gemm(min(rows, m - first), n, k, a + first * (k << 2), k << 2, packed, c + first * (n << 2), n << 2, 0);
}
