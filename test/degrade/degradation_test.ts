import { assertAlmostEquals, assertEquals, assertNotEquals } from "@std/assert";
import { degradePicture } from "../../src/degrade/degradation.ts";
import { withNoise } from "../../src/degrade/picture_noise.ts";
import { pictureSeed } from "../../src/degrade/picture_seed.ts";
import { Random } from "../../src/mlmc/random.ts";
import { smoothPicture } from "../pictures.ts";

Deno.test("degradePicture() samples from the first pixel, and wraps around", () => {
  const picture = smoothPicture(6, 4);
  const pixel = (x: number, y: number) => {
    const at = 3 * (y * 6 + x);
    return [...picture.data.subarray(at, at + 3)];
  };
  const one = { size: 1, data: Float32Array.of(1) };
  const plain = degradePicture(picture, one, 2);
  assertEquals([plain.width, plain.height], [3, 2]);
  assertEquals([...plain.data.subarray(0, 3)], pixel(0, 0));
  assertEquals([...plain.data.subarray(12, 15)], pixel(2, 2));
  // The weight above and to the left of the middle takes the pixel there.
  const corner = Float32Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0);
  const moved = degradePicture(picture, { size: 3, data: corner }, 2);
  assertEquals([...moved.data.subarray(0, 3)], pixel(5, 3));
  assertEquals([...moved.data.subarray(12, 15)], pixel(1, 1));
  const even = { size: 2, data: Float32Array.of(1, 0, 0, 0) };
  assertEquals(degradePicture(picture, even, 2), moved);
});

Deno.test("withNoise() adds noise of the given strength", () => {
  const data = new Float32Array(3 * 100 * 100).fill(0.5);
  const grey = { width: 100, height: 100, data };
  const noisy = withNoise(grey, 0.1, new Random(1)).data;
  const mean = noisy.reduce((a, b) => a + b, 0) / noisy.length;
  const variance = noisy.reduce((sum, v) => sum + (v - mean) ** 2, 0) /
    noisy.length;
  assertAlmostEquals(mean, 0.5, 0.002);
  assertAlmostEquals(Math.sqrt(variance), 0.1, 0.002);
});

Deno.test("pictureSeed() differs by seed and by name", () => {
  assertEquals(pictureSeed(1, "baby"), pictureSeed(1, "baby"));
  assertNotEquals(pictureSeed(1, "baby"), pictureSeed(2, "baby"));
  assertNotEquals(pictureSeed(1, "baby"), pictureSeed(1, "bird"));
  assertNotEquals(pictureSeed(1, "2"), pictureSeed(12, ""));
});
