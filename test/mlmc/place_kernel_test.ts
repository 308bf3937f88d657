import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertLess,
} from "@std/assert";
import {
  kernelCentre,
  kernelSize,
  type ScaleFactor,
} from "../../src/mlmc/alignment.ts";
import { gaussianKernel } from "../../src/mlmc/gaussian_kernel.ts";
import { type Kernel, kernelMoments } from "../../src/mlmc/kernel.ts";
import { placeKernel } from "../../src/mlmc/place_kernel.ts";

const gaussian = { lambda1: 3, lambda2: 1.5, theta: 0.5 };

Deno.test("placeKernel() leaves a kernel of the convention alone", () => {
  for (const scale of [2, 3, 4, 8] as ScaleFactor[]) {
    const kernel = gaussianKernel(gaussian, scale, "aligned");
    const placed = placeKernel(kernel, scale, "aligned");
    assertEquals(placed.size, kernel.size);
    placed.data.forEach((w, i) => assertAlmostEquals(w, kernel.data[i], 1e-6));
  }
});

/** A Gaussian about the middle of its window. */
function centred(size: number, variance: number): Kernel {
  const middle = (size - 1) / 2;
  const data = Float32Array.from({ length: size * size }, (_, i) => {
    const [y, x] = [Math.floor(i / size) - middle, i % size - middle];
    return 5 * Math.exp(-(y * y + x * x) / (2 * variance));
  });
  return { size, data };
}

for (const size of [9, 12, 15]) {
  for (const scale of [2, 3, 4, 8] as ScaleFactor[]) {
    Deno.test(`placeKernel() centres a kernel of ${size}×${size} for scale ${scale}`, () => {
      const placed = placeKernel(centred(size, 1.5), scale, "aligned");
      const { row, column, major } = kernelMoments(placed);
      const offset = kernelCentre(scale, "aligned") - (kernelSize(scale) >> 1);
      const centre = (placed.size >> 1) + offset;
      assertEquals(placed.size % 2, 1);
      assertLess(Math.abs(row - centre), 0.05);
      assertLess(Math.abs(column - centre), 0.05);
      assertLess(Math.abs(major / Math.sqrt(1.5) - 1), 0.1);
      assertAlmostEquals(placed.data.reduce((a, b) => a + b), 1, 1e-5);
      assert(placed.data.every((weight) => weight >= 0));
    });
  }
}

Deno.test("placeKernel() leaves the kernel of test data where it is", () => {
  const kernel = centred(12, 1.5);
  const { row, column } = kernelMoments(kernel);
  const placed = placeKernel(kernel, 4, "benchmark");
  const moments = kernelMoments(placed);
  assertEquals(placed.size, 13);
  assertAlmostEquals(moments.row, row, 1e-6);
  assertAlmostEquals(moments.column, column, 1e-6);
});

Deno.test("placeKernel() takes a kernel of one pixel", () => {
  const placed = placeKernel(
    { size: 1, data: Float32Array.of(2) },
    3,
    "aligned",
  );
  assertEquals(placed, { size: 1, data: Float32Array.of(1) });
});
