import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { enlargeBicubic } from "../../src/image/resize.ts";

/** A picture whose brightness is a linear function of the pixel's centre. */
function ramp(width: number, height: number, step: number) {
  const data = Float32Array.from({ length: width * height * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    return 0.1 + step * (x + 0.5) + 2 * step * (y + 0.5);
  });
  return { width, height, data };
}

Deno.test("enlargeBicubic() puts pixel i at s·i + (s - 1)/2", () => {
  for (const scale of [2, 3, 4]) {
    const small = ramp(12, 10, 0.02);
    const large = enlargeBicubic(small, scale);
    assertEquals([large.width, large.height], [12 * scale, 10 * scale]);
    const expected = ramp(12 * scale, 10 * scale, 0.02 / scale);
    for (let y = 3 * scale; y < 7 * scale; y++) {
      for (let x = 3 * scale; x < 9 * scale; x++) {
        const i = 3 * (y * large.width + x);
        assertAlmostEquals(large.data[i], expected.data[i], 1e-6);
      }
    }
  }
});

Deno.test("enlargeBicubic() keeps a flat picture flat", () => {
  const data = new Float32Array(60).fill(0.3);
  const result = enlargeBicubic({ width: 5, height: 4, data }, 4);
  result.data.forEach((value) => assertAlmostEquals(value, 0.3, 1e-6));
});

/** A picture whose value is `f(column)` in each row and channel. */
function columns(width: number, f: (x: number) => number) {
  const data = Float32Array.from(
    { length: width * 4 * 3 },
    (_, i) => f(Math.floor(i / 3) % width),
  );
  return { width, height: 4, data };
}

Deno.test("enlargeBicubic() has Keys' weights at half a pixel", () => {
  const { data } = enlargeBicubic(columns(9, (x) => x === 4 ? 1 : 0), 3);
  // Thirds of a pixel from the middle: 1, then keys(1/3), keys(2/3).
  assertAlmostEquals(data[3 * 13], 1, 1e-6);
  assertAlmostEquals(data[3 * 14], 1.5 / 27 - 2.5 / 9 + 1, 1e-6);
  assertAlmostEquals(data[3 * 15], 1.5 * 8 / 27 - 2.5 * 4 / 9 + 1, 1e-6);
});

Deno.test("enlargeBicubic() cuts off what overshoots", () => {
  const { data } = enlargeBicubic(columns(8, (x) => x < 4 ? 0 : 1), 4);
  assert(data.every((value) => value >= 0 && value <= 1));
  assert(data.some((value) => value === 1));
});
