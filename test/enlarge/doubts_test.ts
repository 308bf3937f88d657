import { assertEquals } from "@std/assert";
import { doubtsOf, type Evidence } from "../../src/enlarge/doubts.ts";
import { gaussianKernel } from "../../src/mlmc/gaussian_kernel.ts";

function kernelOf(variance: number) {
  const gaussian = { lambda1: variance, lambda2: variance, theta: 0 };
  return gaussianKernel(gaussian, 4, "aligned");
}

const evidence: Evidence = {
  kernel: kernelOf(6),
  isKernelGiven: false,
  misfit: 1e-4,
  plainMisfit: 2e-4,
  noise: 0,
};

Deno.test("doubtsOf() has none where all is well", () => {
  assertEquals(doubtsOf(evidence), []);
});

Deno.test("doubtsOf() doubts a kernel that fills its window, unless it was given", () => {
  const wide = { ...evidence, kernel: kernelOf(60) };
  assertEquals(doubtsOf(wide).length, 1);
  assertEquals(doubtsOf({ ...wide, isKernelGiven: true }), []);
});

Deno.test("doubtsOf() doubts a result that explains no more than bicubic, noise apart", () => {
  const worse = { ...evidence, misfit: 3e-4 };
  assertEquals(doubtsOf(worse).length, 1);
  assertEquals(doubtsOf({ ...worse, noise: 0.017 }), []);
});
