import { assertAlmostEquals, assertEquals } from "@std/assert";
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

Deno.test("enlargeBicubic() keeps a flat picture flat, opacities too", () => {
  const picture = {
    width: 5,
    height: 4,
    data: new Float32Array(60).fill(0.3),
    alpha: new Float32Array(20).fill(0.7),
  };
  const { data, alpha } = enlargeBicubic(picture, 4);
  data.forEach((value) => assertAlmostEquals(value, 0.3, 1e-6));
  alpha!.forEach((value) => assertAlmostEquals(value, 0.7, 1e-6));
});
