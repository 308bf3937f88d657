import { assertEquals } from "@std/assert";
import { flawOf } from "../../src/image/flaw.ts";

const LIVELY = Float32Array.of(0, 0.5, 1, 0.25, 0.75, 0.1);

Deno.test("flawOf() finds values that are no numbers", () => {
  for (const value of [NaN, Infinity]) {
    const flaw = flawOf(LIVELY.with(2, value), LIVELY);
    assertEquals(flaw, "values that are no numbers");
  }
});

Deno.test("flawOf() finds a single colour where the input has several", () => {
  const black = new Float32Array(24);
  assertEquals(flawOf(black, LIVELY), "a single colour");
  assertEquals(flawOf(black, new Float32Array(6).fill(0.4)), undefined);
});

Deno.test("flawOf() finds nothing wrong with a picture", () => {
  assertEquals(flawOf(LIVELY, LIVELY), undefined);
});
