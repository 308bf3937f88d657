import { assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import {
  drawDataKernel,
  drawKernelGanKernel,
} from "../../src/degrade/data_kernels.ts";
import { kernelCentre, kernelSize } from "../../src/mlmc/alignment.ts";
import { type Kernel, kernelMoments } from "../../src/mlmc/kernel.ts";
import { Random } from "../../src/mlmc/random.ts";
import { CHOICES } from "../../src/validate.ts";

/** Fails unless a kernel sums to 1 and its centre of mass is near a place. */
function assertPlaced({ size, data }: Kernel, centre: number, near: number) {
  assertAlmostEquals(data.reduce((a, b) => a + b, 0), 1, 1e-5);
  const { row, column } = kernelMoments({ size, data });
  assertLess(Math.abs(row - centre), near);
  assertLess(Math.abs(column - centre), near);
}

Deno.test("drawDataKernel() draws kernels that lie where test data have them", () => {
  for (const scale of CHOICES.scale) {
    for (const prior of CHOICES.kernelPrior) {
      for (const noise of [0, 0.4]) {
        const random = new Random(scale);
        const kernel = drawDataKernel(random, prior, scale, noise);
        assertEquals(kernel.size, kernelSize(scale));
        const near = prior === "gaussian" ? 0.1 : 0.75;
        assertPlaced(kernel, kernelCentre(scale, "benchmark"), near);
      }
    }
  }
});

Deno.test("drawDataKernel() draws Gaussians as wide as the test data's", () => {
  const random = new Random(1);
  for (let i = 0; i < 50; i++) {
    const { major, minor } = kernelMoments(
      drawDataKernel(random, "gaussian", 3, 0),
    );
    // A window of 15 pixels cuts the widest ones off.
    assertLess(major ** 2, 7.5);
    assertLess(0.5, minor ** 2);
  }
});

Deno.test("drawDataKernel() changes each weight by its share of it", () => {
  const clean = drawDataKernel(new Random(7), "motion", 4, 0);
  const noisy = drawDataKernel(new Random(7), "motion", 4, 0.2);
  const ratios = [...clean.data].flatMap((weight, i) =>
    weight > 0 ? [noisy.data[i] / weight] : []
  );
  assertEquals(noisy.data.every((weight, i) => clean.data[i] || !weight), true);
  const span = Math.max(...ratios) / Math.min(...ratios);
  assertLess(1.1, span);
  assertLess(span, 1.2 / 0.8);
});

Deno.test("drawKernelGanKernel() draws kernels of 21×21 for ×4", () => {
  for (const noise of [0, 0.4]) {
    const kernel = drawKernelGanKernel(new Random(3), noise);
    assertEquals(kernel.size, 21);
    assertPlaced(kernel, 8.5, 0.05);
  }
});
