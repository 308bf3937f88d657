import { SSIM_TAPS, SSIM_WINDOW } from "../../ops/ssim_window.ts";
import { FLOAT, registerCpuKernel } from "./register.ts";

registerCpuKernel(SSIM_WINDOW, ({ inputs: { x }, backend }) => {
  const [, h, w, c] = x.shape;
  const y = backend.makeFloats(x.shape);
  const { pool } = backend;
  const n = SSIM_TAPS.length;
  backend.withTemporary((n + h * w * c) * FLOAT, (taps) => {
    new Float32Array(pool.heap.memory.buffer, taps, n).set(SSIM_TAPS);
    const half = taps + n * FLOAT;
    pool.run("windowVertical", h, [
      backend.address(x),
      h,
      w * c,
      taps,
      n,
      half,
    ]);
    pool.run("windowHorizontal", h, [half, w, c, taps, n, backend.address(y)]);
  });
  return y;
});
