/**
 * The CPU engine: a tfjs backend whose numbers live in one shared WebAssembly
 * memory and whose hot kernels run on all cores.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { BACKEND, CpuBackend } from "./backend.ts";
import { ThreadPool } from "./thread_pool.ts";
export { memoryForHeap } from "./memory.ts";

let registered = false;

/** Lets stock CPU kernels serve this backend, then puts the own ones in their place. */
async function registerKernels(): Promise<void> {
  if (registered) return;
  registered = true;
  tf.copyRegisteredKernels("cpu", BACKEND);
  await import("./kernels/mod.ts");
}

/** The compiled kernels: with fused multiply-add where the runtime has it. */
async function loadKernels(): Promise<WebAssembly.Module> {
  try {
    return (await import("./kernels_relaxed.js")).default;
  } catch {
    return (await import("./kernels_plain.js")).default;
  }
}

/**
 * Registers the backend with tfjs and makes it the active one.
 *
 * @param threads Threads to use; by default one for each core.
 * @returns The backend.
 */
export async function openCpuBackend(
  threads: number = navigator.hardwareConcurrency,
): Promise<CpuBackend> {
  const module = await loadKernels();
  await registerKernels();
  const backend = new CpuBackend(new ThreadPool(module, threads));
  tf.registerBackend(BACKEND, () => backend);
  await tf.setBackend(BACKEND);
  return backend;
}

/** Ends the workers and takes the backend, with all its tensors, from tfjs. */
export async function closeCpuBackend(): Promise<void> {
  await tf.setBackend("cpu");
  tf.removeBackend(BACKEND);
}
