import * as tf from "@tensorflow/tfjs";
import { chunksOf, type KernelCall, registerCpuKernel } from "./register.ts";

/** Floats of a chunk. */
const SLICE = 32768;

/** Whether both are floats of one shape. */
function areAlike({ inputs: { a, b } }: KernelCall<unknown>): boolean {
  return tf.util.arraysEqual(a.shape, b.shape) &&
    a.dtype === "float32" && b.dtype === "float32";
}

// Stock tfjs works on one number at a time; these three carry the gradients.
["Add", "Sub", "Multiply"].forEach((name, operation) =>
  registerCpuKernel(name, ({ inputs: { a, b }, backend }) => {
    const y = backend.makeFloats(a.shape);
    const n = tf.util.sizeFromShape(a.shape);
    const addresses = [a, b, y].map((tensor) => backend.address(tensor));
    backend.pool.run(
      "combineSlice",
      chunksOf(n, SLICE),
      [operation, ...addresses, SLICE, n],
    );
    return y;
  }, areAlike)
);

registerCpuKernel("Sigmoid", ({ inputs: { x }, backend }) => {
  const y = backend.makeFloats(x.shape);
  const n = tf.util.sizeFromShape(x.shape);
  backend.pool.run(
    "sigmoidSlice",
    chunksOf(n, SLICE),
    [backend.address(x), backend.address(y), SLICE, n],
  );
  return y;
});
