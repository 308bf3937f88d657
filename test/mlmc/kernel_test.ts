import { assert, assertEquals } from "@std/assert";
import { gaussianKernel } from "../../src/mlmc/gaussian_kernel.ts";
import { kernelMoments } from "../../src/mlmc/kernel.ts";

Deno.test("kernelMoments() has the spread and the angle of the longest axis, counter-clockwise", () => {
  for (const degrees of [0, 30, 45, 90, 135, 179]) {
    // The Gaussian's angle goes with the rows, downwards.
    const theta = -degrees * Math.PI / 180;
    const gaussian = { lambda1: 4, lambda2: 1, theta };
    const moments = kernelMoments(gaussianKernel(gaussian, 4, "aligned"));
    assert(Math.abs(moments.angle - degrees) < 0.1, `${moments.angle}`);
    assert(Math.abs(moments.major - 2) < 0.01, `${moments.major}`);
    assert(Math.abs(moments.minor - 1) < 0.01, `${moments.minor}`);
  }
});

Deno.test("kernelMoments() calls a line that rises to the right 45 degrees, a falling one 135", () => {
  const rising = Float32Array.of(0, 0, 1, 0, 1, 0, 1, 0, 0);
  const falling = Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1);
  assertEquals(Math.round(kernelMoments({ size: 3, data: rising }).angle), 45);
  assertEquals(
    Math.round(kernelMoments({ size: 3, data: falling }).angle),
    135,
  );
});
