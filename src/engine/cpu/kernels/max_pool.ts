import type * as tf from "@tensorflow/tfjs";
import { registerCpuKernel } from "./register.ts";

interface PoolAttrs {
  filterSize: [number, number] | number;
  strides: [number, number] | number;
  pad: unknown;
}

/** Whether it is pooling 2×2 with stride 2 of one picture, nothing padded. */
function isHalving(
  x: tf.TensorInfo,
  { filterSize, strides, pad }: PoolAttrs,
): boolean {
  const isTwo = (size: [number, number] | number) =>
    [size].flat().every((side) => side === 2);
  return isTwo(filterSize) && isTwo(strides) && pad === "valid" &&
    x.shape[0] === 1 && x.dtype === "float32";
}

registerCpuKernel<PoolAttrs>("MaxPool", ({ inputs: { x }, backend }) => {
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
}, ({ inputs: { x }, attrs }) => isHalving(x, attrs));

registerCpuKernel<PoolAttrs>("MaxPoolGrad", ({ inputs, backend }) => {
  const { dy, input, output } = inputs;
  const [, h, w, c] = input.shape;
  const dx = backend.makeFloats(input.shape);
  backend.numbers(dx).fill(0);
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
}, ({ inputs: { input }, attrs }) => isHalving(input, attrs));
