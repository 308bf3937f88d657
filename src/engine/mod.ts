/**
 * The engines that run the method's ops.
 *
 * @module
 */
import { adapterName } from "./device/adapter.ts";
import { type Choice, chooseEngine, type EngineName } from "./device/choose.ts";
export type { EngineName } from "./device/choose.ts";
import { EngineError } from "./device/engine_error.ts";

/** An engine that is open. */
export interface Engine {
  /** Its name. */
  readonly name: Choice["name"];
  /** Why it was taken, in words. */
  readonly reason: string;
  /** What it computes on, in words. */
  readonly description: string;
  /** How much it can hold. */
  readonly memory: Memory;
  /** The most bytes its tensors and buffers took at one time. */
  peakBytes(): number;
  /** Closes it; the last to close it frees its threads and memory. */
  close(): Promise<void>;
}

/** How much an engine can hold. */
export interface Memory {
  /** Bytes of all its tensors together. */
  bytes: number;
  /** Bytes of one tensor. */
  bytesPerTensor: number;
}

/** The engine as it is shared by those who opened it. */
interface Shared {
  description: string;
  memory: Memory;
  peakBytes(): number;
  shut(): Promise<void>;
}

/** The engine that tfjs runs on, and how many have it open. */
let current: {
  name: Choice["name"];
  engine: Promise<Shared>;
  users: number;
  closed: PromiseWithResolvers<void>;
} | undefined;

/**
 * Opens an engine and makes it tfjs's active backend. Callers at the same time
 * share one; who wants another waits until the last has closed it.
 *
 * @param name Which engine; see {@linkcode chooseEngine}.
 * @returns The engine; close it when done.
 * @throws {EngineError} If there is no such engine here.
 */
export async function openEngine(name: EngineName = "auto"): Promise<Engine> {
  const choice = await chooseEngine(name);
  while (current && (current.name !== choice.name || current.users === 0)) {
    await current.closed.promise;
  }
  current ??= {
    name: choice.name,
    engine: choice.name === "cpu" ? openCpu() : openWebGpu(choice.adapter),
    users: 0,
    closed: Promise.withResolvers(),
  };
  const mine = current;
  mine.users++;
  const close = once(() => release(mine));
  try {
    const { description, memory, peakBytes } = await mine.engine;
    const { name, reason } = choice;
    return { name, reason, description, memory, peakBytes, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function release(engine: NonNullable<typeof current>): Promise<void> {
  if (--engine.users > 0) return;
  try {
    await (await engine.engine.catch(() => undefined))?.shut();
  } finally {
    current = undefined;
    engine.closed.resolve();
  }
}

async function openCpu(): Promise<Shared> {
  // A page made for the GPU leaves this out.
  const { closeCpuBackend, memoryForHeap, openCpuBackend } = await import(
    "./cpu/mod.ts"
  )
    .catch((cause) => {
      const message = "the CPU engine cannot be loaded here";
      throw new EngineError(message, "unavailable", { cause });
    });
  const { pool } = await openCpuBackend();
  return {
    description: `CPU, ${pool.threads} threads`,
    memory: { bytes: memoryForHeap(), bytesPerTensor: Infinity },
    peakBytes: () => pool.heap.peak,
    shut: closeCpuBackend,
  };
}

async function openWebGpu(adapter: GPUAdapter): Promise<Shared> {
  const { closeWebGpuBackend, openWebGpuBackend } = await import(
    "./webgpu/mod.ts"
  );
  const backend = await openWebGpuBackend(adapter);
  return {
    description: adapterName(adapter.info),
    memory: {
      // WebGPU does not tell; cards that are used for pictures have as much to spare.
      bytes: 2 * 2 ** 30,
      bytesPerTensor: backend.device.limits.maxStorageBufferBindingSize,
    },
    peakBytes: () => backend.peakBytes,
    shut: closeWebGpuBackend,
  };
}

function once(body: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => done ??= body();
}
