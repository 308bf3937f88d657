/**
 * The engines that run the method's ops.
 *
 * @module
 */
import { closeCpuBackend, openCpuBackend } from "./cpu/mod.ts";

/** Which engine to run on; `auto` takes the fastest there is. */
export type EngineName = "auto" | "cpu";

/** An engine that is open. */
export interface Engine {
  /** Its name. */
  readonly name: Exclude<EngineName, "auto">;
  /** Threads it works with. */
  readonly threads: number;
  /** The most bytes its tensors and buffers took at one time. */
  peakBytes(): number;
  /** Closes it; the last to close it ends its threads and frees its memory. */
  close(): Promise<void>;
}

let opening: ReturnType<typeof openCpuBackend> | undefined;
let users = 0;

/**
 * Opens an engine and makes it tfjs's active backend. Callers at the same time
 * share one.
 *
 * @param _name Which engine; every name means the CPU engine so far.
 * @returns The engine; close it when done.
 * @throws {Error} If the kernels cannot be loaded.
 */
export async function openEngine(_name: EngineName = "auto"): Promise<Engine> {
  users++;
  opening ??= openCpuBackend();
  const { pool } = await opening;
  let open = true;
  return {
    name: "cpu",
    threads: pool.threads,
    peakBytes: () => pool.heap.peak,
    close: async () => {
      if (!open) return;
      open = false;
      if (--users > 0) return;
      opening = undefined;
      await closeCpuBackend();
    },
  };
}
