import { assertEquals } from "@std/assert";
import { MeanPicture } from "../../src/mlmc/mean_picture.ts";
import type { SolveStep } from "../../src/mlmc/solve.ts";

function state(step: number, value: number): SolveStep {
  return {
    stage: "solve",
    step,
    steps: 10,
    dataTerm: () => Promise.resolve(0),
    prior: () => Promise.resolve(0),
    image: () => Promise.resolve(Float32Array.of(value)),
    kernel: () => Promise.resolve({ size: 1, data: Float32Array.of(1) }),
  };
}

Deno.test("MeanPicture is the mean of the runs", () => {
  const pictures = new MeanPicture(2);
  pictures.add(Float32Array.of(1, 2));
  assertEquals(pictures.image, Float32Array.of(1, 2));
  pictures.add(Float32Array.of(3, 6));
  assertEquals(pictures.image, Float32Array.of(2, 4));
});

Deno.test("MeanPicture.including() counts the steps of all runs, and leaves out a picture that was begun lately", async () => {
  const pictures = new MeanPicture(3);
  const first = pictures.including(state(4, 1));
  assertEquals([first.step, first.steps], [4, 30]);
  assertEquals(await first.image(), Float32Array.of(1));
  pictures.add(Float32Array.of(1));
  const begun = pictures.including(state(4, 9));
  assertEquals([begun.step, begun.steps], [14, 30]);
  assertEquals(await begun.image(), Float32Array.of(1));
  const advanced = pictures.including(state(6, 2));
  assertEquals(await advanced.image(), Float32Array.of(1.5));
});
