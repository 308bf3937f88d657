// Matrix products in registers. A block is 6 rows by 8 columns: 12 accumulators,
// two vectors of B and one broadcast of A fill the 15 vector registers that
// V8 hands out on x64.

/** Multiply-add: fused where the runtime has relaxed SIMD. */
// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** Columns of a packed panel of B. */
export const PANEL: i32 = 8;

/** Rows of a register block. */
export const ROWS: i32 = 6;

/** Floats that n columns take when packed into panels, for a depth of k. */
// @ts-ignore: decorator
@inline
export function packedSize(k: i32, n: i32): i32 {
  return ((n + 7) & ~7) * k;
}

/** Stores the first `n` of 8 floats. */
// @ts-ignore: decorator
@inline
function storeRow(to: usize, low: v128, high: v128, n: i32): void {
  if (n >= 8) {
    v128.store(to, low);
    v128.store(to, high, 16);
    return;
  }
  let rest = low;
  if (n >= 4) {
    v128.store(to, low);
    to += 16;
    n -= 4;
    rest = high;
  }
  if (n > 0) store<f32>(to, f32x4.extract_lane(rest, 0));
  if (n > 1) store<f32>(to, f32x4.extract_lane(rest, 1), 4);
  if (n > 2) store<f32>(to, f32x4.extract_lane(rest, 2), 8);
}

/** Reads the first `n` of 8 floats, the half that starts at `from`. */
// @ts-ignore: decorator
@inline
function loadPart(from: usize, n: i32): v128 {
  if (n >= 4) return v128.load(from);
  let value = f32x4.splat(0);
  if (n > 0) value = f32x4.replace_lane(value, 0, load<f32>(from));
  if (n > 1) value = f32x4.replace_lane(value, 1, load<f32>(from, 4));
  if (n > 2) value = f32x4.replace_lane(value, 2, load<f32>(from, 8));
  return value;
}

/**
 * Depth of a slice of a product. Each slice is summed apart: shorter chains of
 * additions round less, and its part of B stays in the nearest cache.
 */
const DEPTH: i32 = 288;

/**
 * C = A·B + bias. A is m×k with rows `lda` bytes apart; B is packed in panels
 * of 8 columns, each k×8; C has rows `ldc` bytes apart; `bias` is n floats or 0.
 */
export function gemm(
  m: i32, n: i32, k: i32,
  a: usize, lda: i32, b: usize, c: usize, ldc: i32, bias: usize,
): void {
  for (let j = 0; j < n; j += PANEL) {
    const columns = n - j;
    let low = f32x4.splat(0);
    let high = low;
    if (bias != 0) {
      low = loadPart(bias + (j << 2), columns);
      high = loadPart(bias + (j << 2) + 16, columns - 4);
    }
    for (let t = 0; t < k; t += DEPTH) {
      const depth = min(DEPTH, k - t);
      for (let i = 0; i < m; i += ROWS) {
        block(
          min(m - i, ROWS), columns, depth, a + i * lda + (t << 2), lda, b,
          c + i * ldc + (j << 2), ldc, low, high, t > 0,
        );
      }
      b += depth * (PANEL << 2);
    }
  }
}

function block(
  rows: i32, columns: i32, k: i32,
  a0: usize, lda: i32, b: usize, c: usize, ldc: i32, low: v128, high: v128, adds: bool,
): void {
  // Rows past the end read the last row again and are not stored.
  const last = rows - 1;
  let a1 = a0 + min(1, last) * lda;
  let a2 = a0 + min(2, last) * lda;
  let a3 = a0 + min(3, last) * lda;
  let a4 = a0 + min(4, last) * lda;
  let a5 = a0 + min(5, last) * lda;
  if (adds) low = high = f32x4.splat(0);
  let c00 = low, c01 = high, c10 = low, c11 = high, c20 = low, c21 = high;
  let c30 = low, c31 = high, c40 = low, c41 = high, c50 = low, c51 = high;
  const end4 = a0 + ((k & ~3) << 2);
  const end = a0 + (k << 2);
  let b0: v128, b1: v128, s: v128;
  while (a0 < end4) {
    b0 = v128.load(b); b1 = v128.load(b, 16);
    s = v128.load32_splat(a0); c00 = madd(s, b0, c00); c01 = madd(s, b1, c01);
    s = v128.load32_splat(a1); c10 = madd(s, b0, c10); c11 = madd(s, b1, c11);
    s = v128.load32_splat(a2); c20 = madd(s, b0, c20); c21 = madd(s, b1, c21);
    s = v128.load32_splat(a3); c30 = madd(s, b0, c30); c31 = madd(s, b1, c31);
    s = v128.load32_splat(a4); c40 = madd(s, b0, c40); c41 = madd(s, b1, c41);
    s = v128.load32_splat(a5); c50 = madd(s, b0, c50); c51 = madd(s, b1, c51);
    b0 = v128.load(b, 32); b1 = v128.load(b, 48);
    s = v128.load32_splat(a0, 4); c00 = madd(s, b0, c00); c01 = madd(s, b1, c01);
    s = v128.load32_splat(a1, 4); c10 = madd(s, b0, c10); c11 = madd(s, b1, c11);
    s = v128.load32_splat(a2, 4); c20 = madd(s, b0, c20); c21 = madd(s, b1, c21);
    s = v128.load32_splat(a3, 4); c30 = madd(s, b0, c30); c31 = madd(s, b1, c31);
    s = v128.load32_splat(a4, 4); c40 = madd(s, b0, c40); c41 = madd(s, b1, c41);
    s = v128.load32_splat(a5, 4); c50 = madd(s, b0, c50); c51 = madd(s, b1, c51);
    b0 = v128.load(b, 64); b1 = v128.load(b, 80);
    s = v128.load32_splat(a0, 8); c00 = madd(s, b0, c00); c01 = madd(s, b1, c01);
    s = v128.load32_splat(a1, 8); c10 = madd(s, b0, c10); c11 = madd(s, b1, c11);
    s = v128.load32_splat(a2, 8); c20 = madd(s, b0, c20); c21 = madd(s, b1, c21);
    s = v128.load32_splat(a3, 8); c30 = madd(s, b0, c30); c31 = madd(s, b1, c31);
    s = v128.load32_splat(a4, 8); c40 = madd(s, b0, c40); c41 = madd(s, b1, c41);
    s = v128.load32_splat(a5, 8); c50 = madd(s, b0, c50); c51 = madd(s, b1, c51);
    b0 = v128.load(b, 96); b1 = v128.load(b, 112);
    s = v128.load32_splat(a0, 12); c00 = madd(s, b0, c00); c01 = madd(s, b1, c01);
    s = v128.load32_splat(a1, 12); c10 = madd(s, b0, c10); c11 = madd(s, b1, c11);
    s = v128.load32_splat(a2, 12); c20 = madd(s, b0, c20); c21 = madd(s, b1, c21);
    s = v128.load32_splat(a3, 12); c30 = madd(s, b0, c30); c31 = madd(s, b1, c31);
    s = v128.load32_splat(a4, 12); c40 = madd(s, b0, c40); c41 = madd(s, b1, c41);
    s = v128.load32_splat(a5, 12); c50 = madd(s, b0, c50); c51 = madd(s, b1, c51);
    a0 += 16; a1 += 16; a2 += 16; a3 += 16; a4 += 16; a5 += 16;
    b += 128;
  }
  while (a0 < end) {
    b0 = v128.load(b); b1 = v128.load(b, 16);
    s = v128.load32_splat(a0); c00 = madd(s, b0, c00); c01 = madd(s, b1, c01);
    s = v128.load32_splat(a1); c10 = madd(s, b0, c10); c11 = madd(s, b1, c11);
    s = v128.load32_splat(a2); c20 = madd(s, b0, c20); c21 = madd(s, b1, c21);
    s = v128.load32_splat(a3); c30 = madd(s, b0, c30); c31 = madd(s, b1, c31);
    s = v128.load32_splat(a4); c40 = madd(s, b0, c40); c41 = madd(s, b1, c41);
    s = v128.load32_splat(a5); c50 = madd(s, b0, c50); c51 = madd(s, b1, c51);
    a0 += 4; a1 += 4; a2 += 4; a3 += 4; a4 += 4; a5 += 4;
    b += 32;
  }
  putRow(c, c00, c01, columns, adds);
  if (rows > 1) putRow(c + ldc, c10, c11, columns, adds);
  if (rows > 2) putRow(c + 2 * ldc, c20, c21, columns, adds);
  if (rows > 3) putRow(c + 3 * ldc, c30, c31, columns, adds);
  if (rows > 4) putRow(c + 4 * ldc, c40, c41, columns, adds);
  if (rows > 5) putRow(c + 5 * ldc, c50, c51, columns, adds);
}

/** Stores the first `n` of 8 floats, or adds them to what is there. */
// @ts-ignore: decorator
@inline
function putRow(to: usize, low: v128, high: v128, n: i32, adds: bool): void {
  if (adds) {
    low = f32x4.add(low, loadPart(to, n));
    high = f32x4.add(high, loadPart(to + 16, n - 4));
  }
  storeRow(to, low, high, n);
}

/**
 * C += Aᵀ·B. A is k×m with rows `lda` bytes apart, B k×n with rows `ldb`
 * bytes apart, C m×n with rows `ldc` bytes apart. Up to 12 bytes behind a row
 * of B are read.
 */
export function gemmTransposed(
  m: i32, n: i32, k: i32,
  a: usize, lda: i32, b: usize, ldb: i32, c: usize, ldc: i32,
): void {
  for (let j = 0; j < n; j += PANEL) {
    const columns = n - j;
    for (let i = 0; i < m; i += ROWS) {
      const to = c + i * ldc + (j << 2);
      const from = a + (i << 2);
      const rows = min(m - i, ROWS);
      if (columns >= PANEL) transposedBlock(rows, k, from, lda, b + (j << 2), ldb, to, ldc);
      else {
        transposedHalf(rows, min(columns, 4), k, from, lda, b + (j << 2), ldb, to, ldc);
        if (columns > 4) transposedHalf(rows, columns - 4, k, from, lda, b + (j << 2) + 16, ldb, to + 16, ldc);
      }
    }
  }
}

/** Up to 6 rows by 8 columns. Rows past the end repeat the last and are not stored. */
function transposedBlock(
  rows: i32, k: i32, a: usize, lda: i32, b: usize, ldb: i32, c: usize, ldc: i32,
): void {
  const last = rows - 1;
  const o1 = min(1, last), o2 = min(2, last), o3 = min(3, last), o4 = min(4, last), o5 = min(5, last);
  const r1 = c + o1 * ldc, r2 = c + o2 * ldc, r3 = c + o3 * ldc, r4 = c + o4 * ldc, r5 = c + o5 * ldc;
  let a1 = a + (o1 << 2), a2 = a + (o2 << 2), a3 = a + (o3 << 2), a4 = a + (o4 << 2), a5 = a + (o5 << 2);
  let c00 = v128.load(c), c01 = v128.load(c, 16);
  let c10 = v128.load(r1), c11 = v128.load(r1, 16);
  let c20 = v128.load(r2), c21 = v128.load(r2, 16);
  let c30 = v128.load(r3), c31 = v128.load(r3, 16);
  let c40 = v128.load(r4), c41 = v128.load(r4, 16);
  let c50 = v128.load(r5), c51 = v128.load(r5, 16);
  let b0: v128, b1: v128, s: v128;
  if (rows === ROWS) {
    for (; k > 1; k -= 2) {
      b0 = v128.load(b); b1 = v128.load(b, 16);
      s = v128.load32_splat(a); c00 = madd(s, b0, c00); c01 = madd(s, b1, c01);
      s = v128.load32_splat(a, 4); c10 = madd(s, b0, c10); c11 = madd(s, b1, c11);
      s = v128.load32_splat(a, 8); c20 = madd(s, b0, c20); c21 = madd(s, b1, c21);
      s = v128.load32_splat(a, 12); c30 = madd(s, b0, c30); c31 = madd(s, b1, c31);
      s = v128.load32_splat(a, 16); c40 = madd(s, b0, c40); c41 = madd(s, b1, c41);
      s = v128.load32_splat(a, 20); c50 = madd(s, b0, c50); c51 = madd(s, b1, c51);
      a += lda; b += ldb;
      b0 = v128.load(b); b1 = v128.load(b, 16);
      s = v128.load32_splat(a); c00 = madd(s, b0, c00); c01 = madd(s, b1, c01);
      s = v128.load32_splat(a, 4); c10 = madd(s, b0, c10); c11 = madd(s, b1, c11);
      s = v128.load32_splat(a, 8); c20 = madd(s, b0, c20); c21 = madd(s, b1, c21);
      s = v128.load32_splat(a, 12); c30 = madd(s, b0, c30); c31 = madd(s, b1, c31);
      s = v128.load32_splat(a, 16); c40 = madd(s, b0, c40); c41 = madd(s, b1, c41);
      s = v128.load32_splat(a, 20); c50 = madd(s, b0, c50); c51 = madd(s, b1, c51);
      a += lda; b += ldb;
    }
    a1 = a + 4; a2 = a + 8; a3 = a + 12; a4 = a + 16; a5 = a + 20;
  }
  for (; k > 0; k--) {
    b0 = v128.load(b); b1 = v128.load(b, 16);
    s = v128.load32_splat(a); c00 = madd(s, b0, c00); c01 = madd(s, b1, c01);
    s = v128.load32_splat(a1); c10 = madd(s, b0, c10); c11 = madd(s, b1, c11);
    s = v128.load32_splat(a2); c20 = madd(s, b0, c20); c21 = madd(s, b1, c21);
    s = v128.load32_splat(a3); c30 = madd(s, b0, c30); c31 = madd(s, b1, c31);
    s = v128.load32_splat(a4); c40 = madd(s, b0, c40); c41 = madd(s, b1, c41);
    s = v128.load32_splat(a5); c50 = madd(s, b0, c50); c51 = madd(s, b1, c51);
    a += lda; a1 += lda; a2 += lda; a3 += lda; a4 += lda; a5 += lda;
    b += ldb;
  }
  v128.store(c, c00); v128.store(c, c01, 16);
  v128.store(r1, c10); v128.store(r1, c11, 16);
  v128.store(r2, c20); v128.store(r2, c21, 16);
  v128.store(r3, c30); v128.store(r3, c31, 16);
  v128.store(r4, c40); v128.store(r4, c41, 16);
  v128.store(r5, c50); v128.store(r5, c51, 16);
}

/** Up to 6 rows by up to 4 columns. */
function transposedHalf(
  rows: i32, columns: i32, k: i32, a: usize, lda: i32, b: usize, ldb: i32, c: usize, ldc: i32,
): void {
  const last = rows - 1;
  let a1 = a + (min(1, last) << 2), a2 = a + (min(2, last) << 2), a3 = a + (min(3, last) << 2);
  let a4 = a + (min(4, last) << 2), a5 = a + (min(5, last) << 2);
  let c0 = f32x4.splat(0), c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0;
  for (; k > 0; k--) {
    const v = v128.load(b);
    c0 = madd(v128.load32_splat(a), v, c0);
    c1 = madd(v128.load32_splat(a1), v, c1);
    c2 = madd(v128.load32_splat(a2), v, c2);
    c3 = madd(v128.load32_splat(a3), v, c3);
    c4 = madd(v128.load32_splat(a4), v, c4);
    c5 = madd(v128.load32_splat(a5), v, c5);
    a += lda; a1 += lda; a2 += lda; a3 += lda; a4 += lda; a5 += lda;
    b += ldb;
  }
  addRow(c, c0, columns);
  if (rows > 1) addRow(c + ldc, c1, columns);
  if (rows > 2) addRow(c + 2 * ldc, c2, columns);
  if (rows > 3) addRow(c + 3 * ldc, c3, columns);
  if (rows > 4) addRow(c + 4 * ldc, c4, columns);
  if (rows > 5) addRow(c + 5 * ldc, c5, columns);
}

/** Adds the first `n` of 4 floats. */
// @ts-ignore: decorator
@inline
function addRow(to: usize, value: v128, n: i32): void {
  storeRow(to, f32x4.add(loadPart(to, n), value), value, n);
}
