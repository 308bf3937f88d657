import * as tf from "@tensorflow/tfjs";
import { chunksOf, registerCpuKernel } from "./register.ts";

/** Floats of a chunk. */
const SLICE = 32768;

// Stock tfjs works on one number at a time; these three carry the gradients.
["Add", "Sub", "Multiply"].forEach((name, operation) => {
  const stock = tf.getKernel(name, "cpu");
  registerCpuKernel(name, (call) => {
    const { inputs: { a, b }, backend } = call;
    const alike = tf.util.arraysEqual(a.shape, b.shape) &&
      a.dtype === "float32" && b.dtype === "float32";
    if (!alike) return stock.kernelFunc(call as never) as tf.TensorInfo;
    const y = backend.makeFloats(a.shape);
    const n = tf.util.sizeFromShape(a.shape);
    const addresses = [a, b, y].map((tensor) => backend.address(tensor));
    backend.pool.run(
      "combineSlice",
      chunksOf(n, SLICE),
      [operation, ...addresses, SLICE, n],
    );
    return y;
  });
});

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
