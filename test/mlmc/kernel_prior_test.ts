import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  type Alignment,
  kernelCentre,
  kernelSize,
  sampling,
  type ScaleFactor,
} from "../../src/mlmc/alignment.ts";
import { kernelMoments } from "../../src/mlmc/kernel.ts";
import { drawKernel, type KernelPrior } from "../../src/mlmc/kernel_prior.ts";
import { Random } from "../../src/mlmc/random.ts";

const SCALES: ScaleFactor[] = [2, 3, 4, 8];
const PRIORS: KernelPrior[] = ["gaussian", "motion", "random-motion"];

Deno.test("kernelSize() is 4s + 3, at most 21", () => {
  assertEquals(SCALES.map(kernelSize), [11, 15, 19, 21]);
});

Deno.test("kernelCentre() puts pixel i at s·i + (s - 1)/2 in aligned", () => {
  for (const scale of SCALES) {
    const { phase } = sampling(scale, "aligned");
    const middle = kernelSize(scale) >> 1;
    const offset = phase + kernelCentre(scale, "aligned") - middle;
    assertEquals(offset, (scale - 1) / 2, `scale ${scale}`);
  }
});

Deno.test("kernelCentre() is (n - s)/2 in benchmark", () => {
  const centres = SCALES.map((scale) => kernelCentre(scale, "benchmark"));
  assertEquals(centres, [4.5, 6, 7.5, 6.5]);
});

/**
 * How far the centre of mass may lie off, in pixels. The reference moves
 * Gaussians after their tails were cut off, and turns lines that start on a
 * whole row about a half one: both leave a part of a pixel.
 */
const OFF_CENTRE: Record<Alignment, Record<KernelPrior, number>> = {
  aligned: { "gaussian": 1e-3, "motion": 1e-4, "random-motion": 1e-4 },
  benchmark: { "gaussian": 1, "motion": 1, "random-motion": 1e-4 },
};

for (const alignment of ["aligned", "benchmark"] as const) {
  for (const prior of PRIORS) {
    Deno.test(`drawKernel() centres a ${prior} kernel in ${alignment}`, () => {
      const random = new Random(1);
      const tolerance = OFF_CENTRE[alignment][prior];
      for (const scale of SCALES) {
        const centre = kernelCentre(scale, alignment);
        for (let i = 0; i < 50; i++) {
          const kernel = drawKernel(random, prior, scale, alignment);
          const sum = kernel.data.reduce((a, b) => a + b, 0);
          assertEquals(kernel.data.length, kernelSize(scale) ** 2);
          assertAlmostEquals(sum, 1, 1e-5);
          const { row, column } = kernelMoments(kernel);
          assertAlmostEquals(row, centre, tolerance, `row at ${scale}`);
          assertAlmostEquals(column, centre, tolerance, `column at ${scale}`);
        }
      }
    });
  }
}

Deno.test("drawKernel() varies from draw to draw", () => {
  for (const prior of PRIORS) {
    const random = new Random(2);
    const [a, b] = [1, 2].map(() => drawKernel(random, prior, 4, "aligned"));
    const difference = a.data.reduce(
      (sum, weight, i) => sum + Math.abs(weight - b.data[i]),
      0,
    );
    assert(difference > 0.05, prior);
  }
});
