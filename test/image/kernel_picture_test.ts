import { assert, assertEquals } from "@std/assert";
import { kernelPicture, kernelRows } from "../../src/image/kernel_picture.ts";

const kernel = { size: 3, data: Float32Array.of(0, 0, 0, 0, 1, 0, 0, 0, 0) };

Deno.test("kernelPicture() is large, with the peak in its brightest colour", () => {
  const { width, height, data } = kernelPicture(kernel);
  assert(width >= 300 && height >= 300);
  assertEquals(data.length, width * height * 3);
  assert(data.every((value) => value >= 0 && value <= 1));
  const colours = new Set<string>();
  for (let i = 0; i < data.length; i += 3) {
    colours.add(data.subarray(i, i + 3).map((v) => Math.round(v * 255)).join());
  }
  // Paper, ink, both ends of the scale, and the scale between them.
  assert(colours.size > 20, `${colours.size} colours`);
});

Deno.test("kernelRows() is a list of rows", () => {
  assertEquals(kernelRows(kernel), [[0, 0, 0], [0, 1, 0], [0, 0, 0]]);
});
