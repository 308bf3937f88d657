import * as tf from "@tensorflow/tfjs";
import { registerCpuKernel } from "./register.ts";

interface PoolAttrs {
  filterSize: [number, number] | number;
  strides: [number, number] | number;
  pad: unknown;
}

/** Whether it is pooling 2×2 with stride 2 of one picture, nothing padded. */
function isHalving(x: tf.TensorInfo, attrs: PoolAttrs): boolean {
  const { filterSize, strides, pad } = attrs;
  const isTwo = (size: [number, number] | number) =>
    [size].flat().every((side) => side === 2);
  return isTwo(filterSize) && isTwo(strides) && pad === "valid" &&
    x.shape[0] === 1 && x.dtype === "float32";
}

const stock = tf.getKernel("MaxPool", "cpu");
const stockGrad = tf.getKernel("MaxPoolGrad", "cpu");

registerCpuKernel<PoolAttrs>("MaxPool", (call) => {
  const { inputs: { x }, backend, attrs } = call;
  if (!isHalving(x, attrs)) {
    return stock.kernelFunc(call as never) as tf.TensorInfo;
  }
  const [, h, w, c] = x.shape;
  const y = backend.makeFloats([1, h >> 1, w >> 1, c]);
  backend.pool.run("maxPoolRow", h >> 1, [
    backend.address(x),
    w,
    c,
    backend.address(y),
    w >> 1,
  ]);
  return y;
});

registerCpuKernel<PoolAttrs>("MaxPoolGrad", (call) => {
  const { inputs: { dy, input, output }, backend, attrs } = call;
  if (!isHalving(input, attrs)) {
    return stockGrad.kernelFunc(call as never) as tf.TensorInfo;
  }
  const [, h, w, c] = input.shape;
  const dx = backend.makeFloats(input.shape);
  (backend.data.get(dx.dataId).values as Float32Array).fill(0);
  backend.pool.run("maxPoolGradRow", h >> 1, [
    backend.address(dy),
    backend.address(input),
    w,
    c,
    backend.address(output),
    w >> 1,
    backend.address(dx),
  ]);
  return dx;
});
