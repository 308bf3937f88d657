import {
  JOIN_SKIP,
  JOIN_SKIP_DEEP_GRAD,
  JOIN_SKIP_SKIP_GRAD,
} from "../../ops/join_skip.ts";
import { registerCpuKernel } from "./register.ts";

registerCpuKernel(JOIN_SKIP, ({ inputs: { skip, deep }, backend }) => {
  const [, skipHeight, skipWidth, a] = skip.shape;
  const [, deepHeight, deepWidth, b] = deep.shape;
  const height = Math.min(skipHeight, 2 * deepHeight);
  const width = Math.min(skipWidth, 2 * deepWidth);
  const y = backend.makeFloats([1, height, width, a + b]);
  backend.pool.run("joinRow", height, [
    backend.address(skip),
    skipWidth,
    a,
    (skipHeight - height) >> 1,
    (skipWidth - width) >> 1,
    backend.address(deep),
    deepHeight,
    deepWidth,
    b,
    (2 * deepHeight - height) >> 1,
    (2 * deepWidth - width) >> 1,
    backend.address(y),
    width,
  ]);
  return y;
});

registerCpuKernel<{ skipShape: number[] }>(
  JOIN_SKIP_SKIP_GRAD,
  ({ inputs: { dy }, backend, attrs: { skipShape } }) => {
    const [, skipHeight, skipWidth, a] = skipShape;
    const [, height, width, channels] = dy.shape;
    const dx = backend.makeFloats(skipShape);
    backend.pool.run("joinSkipGradRow", skipHeight, [
      backend.address(dy),
      height,
      width,
      channels,
      (skipHeight - height) >> 1,
      (skipWidth - width) >> 1,
      a,
      backend.address(dx),
      skipWidth,
    ]);
    return dx;
  },
);

registerCpuKernel<{ deepShape: number[] }>(
  JOIN_SKIP_DEEP_GRAD,
  ({ inputs: { dy }, backend, attrs: { deepShape } }) => {
    const [, deepHeight, deepWidth, b] = deepShape;
    const [, height, width, channels] = dy.shape;
    const dx = backend.makeFloats(deepShape);
    backend.pool.run("joinDeepGradRow", deepHeight, [
      backend.address(dy),
      height,
      width,
      channels,
      channels - b,
      b,
      (2 * deepHeight - height) >> 1,
      (2 * deepWidth - width) >> 1,
      backend.address(dx),
      deepHeight,
      deepWidth,
    ]);
    return dx;
  },
);
