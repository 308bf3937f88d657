import { assert, assertEquals } from "@std/assert";
import { mostPixels } from "../../src/enlarge/memory.ts";
import type { Engine } from "../../src/engine/mod.ts";
import { engineTest, onEngine } from "../engine.ts";

function engine(
  name: Engine["name"],
  bytes: number,
  bytesPerTensor: number,
): Engine {
  const memory = { bytes, bytesPerTensor };
  return { name, memory } as Engine;
}

Deno.test("mostPixels() grows with the memory and shrinks with the network", () => {
  const small = engine("cpu", 2 ** 29, Infinity);
  const large = engine("cpu", 2 ** 31, Infinity);
  assertEquals(
    Math.floor(mostPixels(large, "fast") / mostPixels(small, "fast")),
    4,
  );
  assert(mostPixels(large, "paper") < mostPixels(large, "fast") / 3);
});

Deno.test("mostPixels() heeds the largest tensor that a GPU binds", () => {
  const card = engine("webgpu", 2 ** 40, 128 * 2 ** 20);
  // The largest map of paper at 512×512 takes 144 MiB.
  assert(mostPixels(card, "paper") < 512 ** 2);
  assert(mostPixels(card, "paper") > 480 ** 2);
});

engineTest("the CPU engine holds a result of 1024×1024 at least", async () => {
  await onEngine("cpu", (engine) => {
    assert(mostPixels(engine, "fast") > 1024 ** 2);
  });
});
