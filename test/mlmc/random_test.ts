import { assertAlmostEquals, assertEquals, assertNotEquals } from "@std/assert";
import { Random } from "../../src/mlmc/random.ts";

Deno.test("Random repeats the sequence of a seed", () => {
  const draw = (seed: number) => new Random(seed).uniforms(100, -1, 1);
  assertEquals(draw(7), draw(7));
  assertNotEquals(draw(7), draw(8));
});

Deno.test("Random.uniform() is even over its range", () => {
  const random = new Random(0);
  const bins = new Array<number>(10).fill(0);
  for (let i = 0; i < 100_000; i++) bins[Math.floor(random.uniform(0, 10))]++;
  // Five standard deviations of a bin are 474.
  for (const count of bins) assertAlmostEquals(count, 10_000, 500);
});

Deno.test("Random.normal() has mean 0 and variance 1", () => {
  const random = new Random(0);
  let [sum, squares] = [0, 0];
  for (let i = 0; i < 100_000; i++) {
    const value = random.normal();
    sum += value;
    squares += value ** 2;
  }
  assertAlmostEquals(sum / 1e5, 0, 0.02);
  assertAlmostEquals(squares / 1e5, 1, 0.03);
});
