import type { Boundary } from "../../ops/along_axes.ts";
import {
  DEGRADE,
  DEGRADE_IMAGE_GRAD,
  DEGRADE_KERNEL_GRAD,
  type Sampling,
} from "../../ops/degrade.ts";
import { FLOAT, registerCpuKernel } from "./register.ts";

const BOUNDARY_CODE: Record<Boundary, number> = {
  reflect: 0,
  circular: 1,
  zero: 2,
};

/** Floats of one row of the kernel spread over c channels, in groups of c vectors. */
function spreadLength(n: number, c: number): number {
  return Math.ceil(n / 4) * 4 * c;
}

registerCpuKernel<Sampling>(
  DEGRADE,
  ({ inputs: { x, kernel }, backend, attrs: { scale, phase, boundary } }) => {
    const [, h, w, c] = x.shape;
    const n = kernel.shape[0];
    const outHeight = Math.ceil((h - phase) / scale);
    const outWidth = Math.ceil((w - phase) / scale);
    const y = backend.makeFloats([1, outHeight, outWidth, c]);
    const line = (w + n + 4) * c;
    backend.pool.run("degradeRow", outHeight, [
      backend.address(x),
      h,
      w,
      c,
      backend.address(kernel),
      n,
      scale,
      phase,
      BOUNDARY_CODE[boundary],
      backend.address(y),
      outWidth,
    ], ((outWidth + 1) * spreadLength(n, c) + line) * FLOAT);
    return y;
  },
);

registerCpuKernel<Sampling & { xShape: number[] }>(
  DEGRADE_IMAGE_GRAD,
  ({ inputs: { dy, kernel }, backend, attrs }) => {
    const { scale, phase, boundary, xShape } = attrs;
    const [, h, w, c] = xShape;
    const [, outHeight, outWidth] = dy.shape;
    const n = kernel.shape[0];
    const half = n >> 1;
    const height = h + 2 * half;
    const width = w + 2 * half;
    const dx = backend.makeFloats(xShape);
    backend.withTemporary(height * width * c * FLOAT, (extended) => {
      backend.pool.run("degradeImageGradRow", height, [
        backend.address(dy),
        outHeight,
        outWidth,
        c,
        backend.address(kernel),
        n,
        scale,
        phase,
        extended,
        width,
      ], (spreadLength(n, c) + (width + 8) * c) * FLOAT);
      backend.pool.run("degradeFold", h, [
        extended,
        h,
        w,
        c,
        half,
        BOUNDARY_CODE[boundary],
        backend.address(dx),
      ]);
    });
    return dx;
  },
);

registerCpuKernel<Sampling & { size: number }>(
  DEGRADE_KERNEL_GRAD,
  ({ inputs: { dy, x }, backend, attrs }) => {
    const { scale, phase, boundary, size } = attrs;
    const [, h, w, c] = x.shape;
    const [, outHeight, outWidth] = dy.shape;
    const dk = backend.makeFloats([size, size]);
    backend.pool.run("degradeKernelGradRow", size, [
      backend.address(dy),
      outHeight,
      outWidth,
      backend.address(x),
      h,
      w,
      c,
      size,
      scale,
      phase,
      BOUNDARY_CODE[boundary],
      backend.address(dk),
    ], (spreadLength(size, c) + (w + size + 8) * c) * FLOAT);
    return dk;
  },
);
