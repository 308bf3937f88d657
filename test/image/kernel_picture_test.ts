import { assert, assertEquals } from "@std/assert";
import { kernelPicture, kernelRows } from "../../src/image/kernel_picture.ts";
import { gaussianKernel } from "../../src/mlmc/gaussian_kernel.ts";

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

Deno.test("kernelPicture() draws each size on white, within the picture", () => {
  for (const scale of [2, 3, 4, 8] as const) {
    const gaussian = { lambda1: 9, lambda2: 3, theta: 0.5 };
    const kernel = gaussianKernel(gaussian, scale, "aligned");
    const { width, height, data } = kernelPicture(kernel);
    assertEquals(data.length, width * height * 3);
    assert(width > 400 && width < 640 && height > 400 && height < 640);
    // The margin is untouched on all four sides.
    for (let i = 0; i < width * height; i++) {
      const [x, y] = [i % width, Math.floor(i / width)];
      const isMargin = x < 8 || y < 8 || x >= width - 8 || y >= height - 8;
      if (isMargin) assertEquals(data[3 * i], 1);
    }
  }
});
