import { assertEquals, assertThrows } from "@std/assert";
import { CheckpointError } from "../../src/usrnet/checkpoint/checkpoint_error.ts";
import type { StoredTensor } from "../../src/usrnet/checkpoint/stored_tensor.ts";
import { checkedWeights } from "../../src/usrnet/weights.ts";
import { hasWeights, publishedWeights } from "./weights.ts";

Deno.test({
  name: "readUsrnetWeights() reads the sizes of the published network",
  ignore: !hasWeights,
  fn: () => {
    const { blocks, iterations, tensors } = publishedWeights();
    assertEquals([blocks, iterations, tensors.size], [2, 6, 42]);
  },
});

const changes: [string, (tensors: Map<string, StoredTensor>) => void][] = [
  ["p.m_head.weight is missing", (all) => all.clear()],
  ["p.m_tail.weight is missing", (all) => all.delete("p.m_tail.weight")],
  [
    "p.m_body.0.res.2.weight is missing",
    (all) => all.delete("p.m_body.0.res.2.weight"),
  ],
  ["h.mlp.2.bias is 3", (all) => {
    all.set("h.mlp.2.bias", { shape: [3], data: new Float32Array(3) });
  }],
  ["p.m_head.weight is 0×4×3×3", (all) => {
    all.set("p.m_head.weight", {
      shape: [0, 4, 3, 3],
      data: new Float32Array(),
    });
  }],
];
for (const [message, change] of changes) {
  Deno.test({
    name: `checkedWeights() refuses a network whose ${message}`,
    ignore: !hasWeights,
    fn: () => {
      const { tensors } = publishedWeights();
      change(tensors);
      assertThrows(() => checkedWeights(tensors), CheckpointError, message);
    },
  });
}
