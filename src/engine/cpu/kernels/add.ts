import * as tf from "@tensorflow/tfjs";
import { chunksOf, registerCpuKernel } from "./register.ts";

/** Floats of a chunk. */
const SLICE = 32768;

const stockAdd = tf.getKernel("Add", "cpu");

// Gradients that meet in one tensor are added; stock tfjs does it one by one.
registerCpuKernel("Add", (call) => {
  const { inputs: { a, b }, backend } = call;
  const alike = tf.util.arraysEqual(a.shape, b.shape) &&
    a.dtype === "float32" && b.dtype === "float32";
  if (!alike) {
    return stockAdd.kernelFunc(call as never) as tf.TensorInfo;
  }
  const y = backend.makeFloats(a.shape);
  const n = tf.util.sizeFromShape(a.shape);
  backend.pool.run("add", chunksOf(n, SLICE), [
    backend.address(a),
    backend.address(b),
    backend.address(y),
    SLICE,
    n,
  ]);
  return y;
});
