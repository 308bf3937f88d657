import * as tf from "@tensorflow/tfjs";
import { chunksOf, type KernelCall, registerCpuKernel } from "./register.ts";

/** Floats of a chunk. */
const SLICE = 32768;

/** Whether both are floats, of one shape or one of them a single number. */
function isCombinable({ inputs: { a, b } }: KernelCall<unknown>): boolean {
  if (a.dtype !== "float32" || b.dtype !== "float32") return false;
  return tf.util.arraysEqual(a.shape, b.shape) || spreads(b, a) ||
    spreads(a, b);
}

/** Whether `one` is a number for each of `many`, whose shape the result has. */
function spreads(one: tf.TensorInfo, many: tf.TensorInfo): boolean {
  return tf.util.sizeFromShape(one.shape) === 1 &&
    one.shape.length <= many.shape.length;
}

// Stock tfjs works on one number at a time; these carry losses and gradients.
["Add", "Sub", "Multiply", "RealDiv"].forEach((name, operation) =>
  registerCpuKernel(name, ({ inputs: { a, b }, backend }) => {
    const { shape } = spreads(b, a) ? a : b;
    const y = backend.makeFloats(shape);
    const n = tf.util.sizeFromShape(shape);
    const isOne = ({ shape }: tf.TensorInfo) =>
      Number(tf.util.sizeFromShape(shape) === 1);
    const addresses = [a, b].map((tensor) => backend.address(tensor));
    backend.pool.run(
      "combineSlice",
      chunksOf(n, SLICE),
      [
        operation,
        ...addresses,
        isOne(a),
        isOne(b),
        backend.address(y),
        SLICE,
        n,
      ],
    );
    return y;
  }, isCombinable)
);

["Sigmoid", "Neg"].forEach((name, operation) =>
  registerCpuKernel(name, ({ inputs: { x }, backend }) => {
    const y = backend.makeFloats(x.shape);
    const n = tf.util.sizeFromShape(x.shape);
    backend.pool.run(
      "applySlice",
      chunksOf(n, SLICE),
      [operation, backend.address(x), backend.address(y), SLICE, n],
    );
    return y;
  }, ({ inputs: { x } }) => x.dtype === "float32")
);
