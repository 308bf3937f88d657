import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertLess,
} from "@std/assert";
import { enlargeAlpha, spreadColours } from "../../src/image/alpha.ts";
import { Random } from "../../src/mlmc/random.ts";

Deno.test("enlargeAlpha() keeps an edge within its two sides", () => {
  const size = { width: 9, height: 5 };
  const alpha = Float32Array.from(
    { length: 45 },
    (_, i) => i % 9 < 4 ? 0.3 : 0.8,
  );
  const large = enlargeAlpha(alpha, size, 3);
  assertEquals(large.length, 27 * 15);
  large.forEach((value) => assert(value >= alpha[0] && value <= alpha[8]));
  // The edge stays where it was: between columns 4 and 5, at 12 of 27.
  const row = large.subarray(27 * 7, 27 * 8);
  assertAlmostEquals(row[11] + row[12], 1.1, 1e-6);
  assertLess(row[11], 0.55);
});

Deno.test("enlargeAlpha() keeps single pixels, borders and all of one opacity", () => {
  const random = new Random(1);
  for (const [width, height] of [[1, 1], [1, 7], [5, 3]]) {
    const alpha = random.uniforms(width * height, 0, 1);
    const large = enlargeAlpha(alpha, { width, height }, 2);
    assertEquals(large.length, 4 * width * height);
    assert(large.every((value) => value >= 0 && value <= 1));
    const flat = alpha.map(() => 0.4);
    enlargeAlpha(flat, { width, height }, 4).forEach((value) =>
      assertAlmostEquals(value, 0.4, 1e-6)
    );
  }
});

/** Red where it can be seen, green where it cannot. */
function halfHidden(width: number, height: number) {
  const alpha = Float32Array.from(
    { length: width * height },
    (_, i) => i % width < width / 2 ? 1 : 0,
  );
  const data = new Float32Array(3 * width * height);
  alpha.forEach((opacity, i) => data[3 * i + (opacity ? 0 : 1)] = 1);
  return { width, height, data, alpha };
}

Deno.test("spreadColours() puts what can be seen under what cannot", () => {
  for (const [width, height] of [[8, 8], [13, 7], [2, 1], [64, 3]]) {
    const colours = spreadColours(halfHidden(width, height));
    colours.forEach((value, i) =>
      assertAlmostEquals(value, i % 3 === 0 ? 1 : 0, 1e-6)
    );
  }
});

Deno.test("spreadColours() leaves what can be seen as it is", () => {
  const picture = halfHidden(9, 6);
  const { data, ...opaque } = picture;
  picture.data.set(new Random(2).uniforms(data.length, 0, 1));
  const colours = spreadColours(picture);
  picture.alpha.forEach((opacity, i) => {
    if (opacity === 0) return;
    for (let c = 0; c < 3; c++) {
      assertAlmostEquals(colours[3 * i + c], picture.data[3 * i + c], 1e-6);
    }
  });
  assertEquals(spreadColours({ ...opaque, data, alpha: undefined }), data);
});

Deno.test("spreadColours() keeps a picture that cannot be seen at all", () => {
  const picture = halfHidden(6, 4);
  const alpha = new Float32Array(24);
  assertEquals(spreadColours({ ...picture, alpha }), picture.data);
});
