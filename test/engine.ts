import * as tf from "@tensorflow/tfjs";
import { assertEquals } from "@std/assert";
import { openEngine } from "../src/engine/mod.ts";

/** A test on the CPU engine that fails if tensors are left over. */
export function engineTest(
  name: string,
  body: () => void | Promise<void>,
  ignore = false,
): void {
  Deno.test({
    name,
    ignore,
    fn: async () => {
      const engine = await openEngine("cpu");
      try {
        const before = tf.memory().numTensors;
        await body();
        assertEquals(tf.memory().numTensors, before, "tensors left over");
      } finally {
        await engine.close();
      }
    },
  });
}
