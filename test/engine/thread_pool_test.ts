import { assert, assertEquals, assertThrows } from "@std/assert";
import kernels from "../../src/engine/cpu/kernels_relaxed.js";
import { CONTROL, Word } from "../../src/engine/cpu/job.ts";
import { ThreadPool } from "../../src/engine/cpu/thread_pool.ts";

/** Adds two vectors in chunks of `slice` floats. */
function addVectors(pool: ThreadPool, n: number, slice: number): Float32Array {
  const [a, b, y] = [1, 2, 3].map(() => pool.heap.allocate(n * 4));
  const view = (address: number) =>
    new Float32Array(pool.heap.memory.buffer, address, n);
  view(a).forEach((_, i, all) => all[i] = i);
  view(b).fill(0.5);
  pool.run("combineSlice", Math.ceil(n / slice), [0, a, b, 0, 0, y, slice, n]);
  return view(y);
}

for (const threads of [1, 2, 5]) {
  Deno.test(`ThreadPool.run() does every chunk once with ${threads} threads`, async () => {
    const pool = new ThreadPool(kernels, threads);
    try {
      await new Promise((resolve) => setTimeout(resolve, 300));
      for (let i = 0; i < 50; i++) {
        const sums = addVectors(pool, 997, 8);
        assert(sums.every((sum, k) => sum === k + 0.5));
      }
    } finally {
      pool.close();
    }
  });
}

Deno.test("ThreadPool.run() throws when a worker dies at work", () => {
  const pool = new ThreadPool(kernels, 2, 200);
  const control = new Int32Array(pool.heap.memory.buffer, CONTROL, 64);
  // A thread that looked at a job and never came back.
  Atomics.add(control, Word.active, 1);
  assertThrows(() => addVectors(pool, 100, 8), Error, "stopped answering");
});

Deno.test("ThreadPool.run() throws when a kernel traps in a worker", () => {
  const pool = new ThreadPool(kernels, 2);
  const control = new Int32Array(pool.heap.memory.buffer, CONTROL, 64);
  Atomics.store(control, Word.failed, 1);
  assertThrows(() => addVectors(pool, 100, 8), Error, "failed in a worker");
});

Deno.test("ThreadPool.run() throws when a kernel traps", () => {
  const pool = new ThreadPool(kernels, 1);
  const beyond = 2 ** 31;
  assertThrows(
    () =>
      pool.run("combineSlice", 1, [0, beyond, beyond, 0, 0, beyond, 64, 64]),
    WebAssembly.RuntimeError,
  );
  pool.close();
});

Deno.test("an engine that is left open lets the process end", async () => {
  const url = (path: string) => JSON.stringify(import.meta.resolve(path));
  const code = `
    import * as tf from ${
    JSON.stringify(import.meta.resolve("@tensorflow/tfjs"))
  };
    import { openEngine } from ${url("../../src/engine/mod.ts")};
    await openEngine("cpu");
    await new Promise((resolve) => setTimeout(resolve, 300));
    console.log(tf.add([1], [2]).dataSync()[0]);
  `;
  const started = performance.now();
  const { code: exit, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--quiet", code],
    stderr: "null",
    cwd: import.meta.dirname,
  }).output();
  assertEquals(exit, 0);
  assertEquals(new TextDecoder().decode(stdout).trim().split("\n").at(-1), "3");
  assert(performance.now() - started < 20_000);
});
