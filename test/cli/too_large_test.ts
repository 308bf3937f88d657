import { assert, assertEquals } from "@std/assert";
import { Failure } from "../../src/cli/errors.ts";
import { explained } from "../../src/cli/too_large.ts";
import { smoothPicture } from "../pictures.ts";

Deno.test("explained() tells the size of what the memory does not hold", () => {
  const picture = smoothPicture(5, 4);
  let thrown: unknown;
  try {
    new Float32Array(2 ** 46);
  } catch (error) {
    thrown = error;
  }
  const told = explained(thrown, picture, 3);
  assert(told instanceof Failure);
  assertEquals(
    (told as Failure).message,
    "the memory does not hold a result of 15×12 pixels; enlarge it less",
  );
  for (const other of [new RangeError("options.scale"), new Error("gone")]) {
    assertEquals(explained(other, picture, 3), other);
  }
});
