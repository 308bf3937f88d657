/**
 * The brightness of a pixel as the eye has it (luma of BT.601).
 *
 * @param data RGB row by row, 0..1.
 * @param pixel Which pixel, counted row by row.
 * @returns The luma, 0..1.
 */
export function lumaOf(data: Float32Array, pixel: number): number {
  const [red, green, blue] = [3 * pixel, 3 * pixel + 1, 3 * pixel + 2];
  return 0.299 * data[red] + 0.587 * data[green] + 0.114 * data[blue];
}
