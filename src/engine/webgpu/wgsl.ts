/** WGSL that several programs share. */

/** Parameters of an entry point: its workgroup, how many there are, its thread. */
export const BUILTINS = `@builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) thread_index: u32`;

/** Most workgroups along one axis of a dispatch, the least that a device must take. */
const MOST_WORKGROUPS = 65535;

/**
 * Lays workgroups out in two axes, for there may be more than one axis takes.
 * The program finds its own as {@linkcode GROUP_INDEX}; the last may be surplus.
 *
 * @param count How many.
 * @returns Workgroups along x and y.
 */
export function layOut(count: number): [number, number] {
  const x = Math.min(Math.max(count, 1), MOST_WORKGROUPS);
  return [x, Math.max(Math.ceil(count / x), 1)];
}

/** The index of a workgroup laid out by {@linkcode layOut}. */
export const GROUP_INDEX = "i32(group.x + group.y * groups.x)";

/** Threads of a workgroup of programs that go through their values one by one. */
export const THREADS = 256;

/**
 * An entry point that runs its statements for each `index` from 0 to the
 * uniform `size`, in workgroups laid out by {@linkcode groupsOf}.
 *
 * @param statements What it runs.
 */
export function forEachIndex(statements: string): string {
  return `
@compute @workgroup_size(${THREADS})
fn main(${BUILTINS}) {
  let index = (${GROUP_INDEX}) * ${THREADS} + i32(thread_index);
  if (index >= u.size) { return; }${statements}
}`;
}

/**
 * The workgroups of {@linkcode forEachIndex}.
 *
 * @param size How many indices.
 * @returns Workgroups along x and y.
 */
export function groupsOf(size: number): [number, number] {
  return layOut(Math.ceil(size / THREADS));
}

/** WGSL type of one value, or of four side by side. */
export function valueType(width: 1 | 4): string {
  return width === 4 ? "vec4<f32>" : "f32";
}

/** `workgroup_sum(value, thread)`: the sum over a workgroup of {@linkcode THREADS}; all threads must call it. */
export const WORKGROUP_SUM = workgroupFold("sum", (a, b) => `${a} + ${b}`);

/** `workgroup_peak(value, thread)`: the largest value of such a workgroup. */
export const WORKGROUP_PEAK = workgroupFold(
  "peak",
  (a, b) => `max(${a}, ${b})`,
);

function workgroupFold(
  name: string,
  combine: (a: string, b: string) => string,
): string {
  const shared = `shared_${name}`;
  const combined = combine(`${shared}[thread]`, `${shared}[thread + reach]`);
  return `
var<workgroup> ${shared}: array<f32, ${THREADS}>;
fn workgroup_${name}(value: f32, thread: i32) -> f32 {
  workgroupBarrier();
  ${shared}[thread] = value;
  for (var reach = ${THREADS / 2}; reach > 0; reach /= 2) {
    workgroupBarrier();
    if (thread < reach) { ${shared}[thread] = ${combined}; }
  }
  workgroupBarrier();
  return ${shared}[0];
}`;
}

/** `mirrored(i, n)`: where reflection without repeating the edge reads position i of n, -1 ≤ i ≤ n. */
export const MIRRORED = `
fn mirrored(i: i32, n: i32) -> i32 {
  let low = abs(i);
  return max(min(low, 2 * (n - 1) - low), 0);
}`;

/**
 * `images_of(p, n)`: how many positions -1 ≤ i ≤ n reflection reads as p;
 * `image_of(which, p, n)`: these, p itself first.
 */
export const IMAGES = `
fn is_before(p: i32, n: i32) -> bool { return p == min(1, n - 1); }
fn is_behind(p: i32, n: i32) -> bool { return p == max(n - 2, 0); }
fn images_of(p: i32, n: i32) -> i32 {
  return 1 + i32(is_before(p, n)) + i32(is_behind(p, n));
}
fn image_of(which: i32, p: i32, n: i32) -> i32 {
  if (which == 0) { return p; }
  return select(n, -1, which == 1 && is_before(p, n));
}`;

/** WGSL of a quad of a buffer that is declared as floats; `count` of its values lie inside. */
export function guardedQuad(buffer: string): string {
  return `
fn quad_of_${buffer}(at: i32, count: i32) -> vec4<f32> {
  var quad = vec4<f32>();
  for (var i = 0; i < min(count, 4); i++) { quad[i] = ${buffer}[at + i]; }
  return quad;
}`;
}
