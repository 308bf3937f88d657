/**
 * Sums over the rows of a matrix, as batch normalisation takes them: each
 * workgroup sums a chunk of rows, for as many columns as it has threads for.
 *
 * @module
 */
import { THREADS, valueType } from "./wgsl.ts";

/** Most groups of columns of a workgroup: enough that neighbouring threads read neighbouring values. */
const MOST_GROUPS = 64;
/** Most chunks, for all of a column's are added by one workgroup. */
const MOST_CHUNKS = 512;
/** Least rows of a thread, so that adding the threads' sums costs little beside them. */
const LEAST_ROWS = 8;

/** Most rows that are left to one workgroup: what it takes longer is less than what further dispatches cost. */
const FEW_ROWS = 4096;

/** How a matrix is divided. */
export interface Columns {
  /** Columns that a thread works on at a time: 4 where their number allows it, else 1. */
  width: 1 | 4;
  /** Groups of `width` columns. */
  groups: number;
  /** Groups of columns of a workgroup. */
  across: number;
  /** Rows that a workgroup works on at a time. */
  down: number;
  /** Rows of a chunk. */
  rows: number;
  /** Number of chunks. */
  chunks: number;
}

/**
 * Divides a matrix; one of few rows is a single chunk, a workgroup to each group
 * of columns.
 *
 * @param total Its rows.
 * @param columns Its columns.
 */
export function divideColumns(total: number, columns: number): Columns {
  const width = columns % 4 === 0 ? 4 : 1;
  const groups = columns / width;
  const isSmall = total <= FEW_ROWS;
  const across = isSmall ? 1 : Math.min(groups, MOST_GROUPS);
  const down = Math.floor(THREADS / across);
  const rows = isSmall
    ? total
    : Math.max(down * LEAST_ROWS, Math.ceil(total / MOST_CHUNKS));
  return {
    width,
    groups,
    across,
    down,
    rows,
    chunks: Math.ceil(total / rows),
  };
}

/**
 * WGSL that defines `column`, the group of columns of a thread, `row`, its row
 * among those of its workgroup, and `is_used`, for some threads are surplus;
 * and `add_rows(value, thread)`, the sum over the rows of a workgroup, which all
 * threads must call. It wants {@linkcode columnUniforms}.
 */
export function columnThreads(columns: Columns): {
  functions: string;
  statements: string;
} {
  return {
    functions: `
alias Value = ${valueType(columns.width)};
var<workgroup> row_sums: array<Value, ${THREADS}>;
fn add_rows(value: Value, thread: i32) -> Value {
  workgroupBarrier();
  row_sums[thread] = value;
  for (var reach = u.reach; reach > 0; reach /= 2) {
    workgroupBarrier();
    let row = thread / u.across;
    if (row < reach && row + reach < u.down) {
      row_sums[thread] += row_sums[thread + reach * u.across];
    }
  }
  workgroupBarrier();
  return row_sums[thread % u.across];
}`,
    statements: `
  let thread = i32(thread_index);
  let column = i32(group.y) * u.across + thread % u.across;
  let row = thread / u.across;
  let is_used = row < u.down && column < u.groups;`,
  };
}

/** How a matrix is divided, as uniforms: one program serves all widths. */
export function columnUniforms(
  { groups, across, down }: Columns,
): Record<string, number> {
  const reach = Math.floor(2 ** Math.ceil(Math.log2(down)) / 2);
  return { groups, across, down, reach };
}

/** Names of the tensors that lie as vectors where the columns are taken by fours. */
export function vectorsOf({ width }: Columns, ...names: string[]): string[] {
  return width === 4 ? names : [];
}
