import {
  GRADIENT_PRIOR,
  GRADIENT_PRIOR_GRAD,
} from "../../ops/gradient_prior.ts";
import { FLOAT, registerCpuKernel } from "./register.ts";

registerCpuKernel(GRADIENT_PRIOR, ({ inputs: { x }, backend }) => {
  const [, h, w, c] = x.shape;
  const { pool } = backend;
  return backend.withTemporary(h * 8, (partial) => {
    pool.run(
      "priorRow",
      h,
      [backend.address(x), h, w, c, partial],
      (w * c + 8) * FLOAT,
    );
    const rows = new Float64Array(pool.heap.memory.buffer, partial, h);
    const sum = rows.reduce((a, b) => a + b, 0);
    return backend.makeTensorInfo([], "float32", Float32Array.of(sum));
  });
});

registerCpuKernel(GRADIENT_PRIOR_GRAD, ({ inputs: { dy, x }, backend }) => {
  const [, h, w, c] = x.shape;
  const dx = backend.makeFloats(x.shape);
  const { pool } = backend;
  backend.withTemporary(4 * h * w * c * FLOAT, (slopes) => {
    pool.run(
      "priorSlopes",
      h,
      [backend.address(x), h, w, c, backend.address(dy), slopes],
      (w * c + 8) * FLOAT,
    );
    pool.run("priorGradRow", h, [slopes, h, w, c, backend.address(dx)]);
  });
  return dx;
});
