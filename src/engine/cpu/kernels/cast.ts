import * as tf from "@tensorflow/tfjs";
import { registerCpuKernel } from "./register.ts";

const stock = tf.getKernel("Cast", "cpu");

// Stock tfjs keeps whole numbers as they lie and calls them floats; own kernels
// need real floats.
registerCpuKernel<{ dtype: tf.DataType }>("Cast", (call) => {
  const { inputs: { x }, backend, attrs: { dtype } } = call;
  if (dtype !== "float32" || (x.dtype !== "int32" && x.dtype !== "bool")) {
    return stock.kernelFunc(call as never) as tf.TensorInfo;
  }
  const y = backend.makeFloats(x.shape);
  const values = backend.data.get(y.dataId).values as Float32Array;
  values.set(backend.data.get(x.dataId).values as Int32Array);
  return y;
});
