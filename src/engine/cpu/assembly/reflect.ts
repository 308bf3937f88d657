/** The position inside 0..size-1 that reflection without repeating the edge reads. */
// @ts-ignore: decorator
@inline
export function reflect(index: i32, size: i32): i32 {
  if (u32(index) < u32(size)) return index;
  return reflectFar(index, size);
}

function reflectFar(index: i32, size: i32): i32 {
  if (size === 1) return 0;
  const period = 2 * (size - 1);
  let folded = index % period;
  if (folded < 0) folded += period;
  return folded < size ? folded : period - folded;
}
