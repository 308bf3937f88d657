import type * as tf from "@tensorflow/tfjs";
import { registerCpuKernel } from "./register.ts";

// Stock tfjs keeps whole numbers as they lie and calls them floats; own kernels
// need real floats.
registerCpuKernel<{ dtype: tf.DataType }>(
  "Cast",
  ({ inputs: { x }, backend }) => {
    const y = backend.makeFloats(x.shape);
    backend.numbers(y).set(backend.numbers(x));
    return y;
  },
  ({ inputs: { x }, attrs: { dtype } }) =>
    dtype === "float32" && (x.dtype === "int32" || x.dtype === "bool"),
);
