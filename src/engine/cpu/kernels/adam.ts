import { ADAM_STEP, type AdamRates } from "../../ops/adam.ts";
import { FLOAT, registerCpuKernel } from "./register.ts";

/** Floats of a slice: large parameters are cut, so that all threads have work. */
const SLICE = 16384;
/** Bytes of an entry of the table that the kernel reads. */
const ENTRY = 20;

registerCpuKernel<AdamRates & { count: number }>(
  ADAM_STEP,
  ({ inputs, backend, attrs }) => {
    const { beta1, beta2, rate, squareScale, epsilon, count } = attrs;
    const table: number[] = [];
    let mean = backend.address(inputs.mean);
    let square = backend.address(inputs.square);
    for (let i = 0; i < count; i++) {
      const parameter = backend.address(inputs[`parameter${i}`]);
      const grad = backend.address(inputs[`grad${i}`]);
      const addresses = [parameter, mean, square, grad];
      const length = inputs[`parameter${i}`].shape.reduce((a, b) => a * b, 1);
      for (let from = 0; from < length; from += SLICE) {
        table.push(...addresses.map((address) => address + from * FLOAT));
        table.push(Math.min(SLICE, length - from));
      }
      mean += length * FLOAT;
      square += length * FLOAT;
    }
    const { pool } = backend;
    const chunks = table.length * FLOAT / ENTRY;
    backend.withTemporary(table.length * FLOAT, (address) => {
      new Uint32Array(pool.heap.memory.buffer, address, table.length)
        .set(table);
      const rates = [beta1, beta2, rate, squareScale, epsilon];
      pool.run("adamStep", chunks, [address, ...rates]);
    });
    return [];
  },
);
