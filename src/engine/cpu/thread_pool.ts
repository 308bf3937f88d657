import { SharedHeap } from "./heap.ts";
import { JobRunner, kernelNames, RESERVED, Word } from "./job.ts";

/** A chunk takes milliseconds; a thread that is silent for so long is dead. */
const PATIENCE_MS = 10_000;
/** How long it sleeps at a time while it waits for workers. */
const SLICE_MS = 100;
/** Looks at the workers this often before it sleeps: they end within microseconds. */
const SPINS = 20_000;

/**
 * Runs kernels in chunks on all cores: the calling thread and module workers,
 * which all draw chunks from one counter in shared memory. Results do not
 * depend on which thread takes which chunk.
 */
export class ThreadPool {
  /** The memory the kernels work on. */
  readonly heap: SharedHeap;
  /** Threads at work at the most, the caller's own included. */
  readonly threads: number;
  #module: WebAssembly.Module;
  #runner: JobRunner;
  #kernels: Map<string, number>;
  #patience: number;

  /**
   * Starts the workers; they join as they come up.
   *
   * @param module The compiled kernels.
   * @param threads Number of threads, the caller's own included.
   * @param patience Milliseconds after which a silent thread counts as dead.
   */
  constructor(
    module: WebAssembly.Module,
    threads: number,
    patience = PATIENCE_MS,
  ) {
    this.heap = new SharedHeap(RESERVED);
    this.threads = threads;
    this.#module = module;
    this.#patience = patience;
    this.#runner = new JobRunner(module, this.heap.memory, 0);
    this.#kernels = new Map(kernelNames(module).map((name, i) => [name, i]));
    this.#start();
  }

  /**
   * Runs a kernel on chunks `0..total-1` and returns when all are done.
   *
   * @param name The kernel.
   * @param total Number of chunks.
   * @param args Its arguments: addresses and numbers.
   * @param scratch Bytes of scratch memory each thread needs.
   * @throws {Error} If a kernel fails or a worker dies.
   */
  run(
    name: string,
    total: number,
    args: readonly number[],
    scratch = 0,
  ): void {
    if (total <= 0) return;
    const { control } = this.#runner;
    this.#reserveScratch(scratch);
    if (Atomics.load(control, Word.alive) === 0) this.#start();
    this.#runner.describe(this.#kernels.get(name)!, args);
    control[Word.total] = total;
    control[Word.next] = 0;
    const shared = total > 1;
    if (shared) {
      Atomics.store(control, Word.open, 1);
      Atomics.add(control, Word.generation, 1);
      Atomics.notify(control, Word.generation);
    }
    try {
      this.#runner.drain();
    } finally {
      Atomics.store(control, Word.next, total);
      if (shared) this.#await();
    }
  }

  /** Ends the workers. The pool still runs kernels on the calling thread. */
  close(): void {
    const { control } = this.#runner;
    Atomics.store(control, Word.stop, 1);
    Atomics.add(control, Word.generation, 1);
    Atomics.notify(control, Word.generation);
  }

  /** Waits until no worker looks at the job any more. */
  #await(): void {
    const { control } = this.#runner;
    Atomics.store(control, Word.open, 0);
    for (let i = 0; i < SPINS; i++) {
      if (Atomics.load(control, Word.active) === 0) break;
    }
    let active;
    // Slices, for a process that was suspended comes back with the clock advanced.
    for (let slices = 0; (active = Atomics.load(control, Word.active)) > 0;) {
      const answer = Atomics.wait(control, Word.active, active, SLICE_MS);
      if (answer === "timed-out" && ++slices > this.#patience / SLICE_MS) {
        this.close();
        throw new Error(
          "a thread of the CPU engine stopped answering; start again",
        );
      }
    }
    if (Atomics.load(control, Word.failed) === 1) {
      this.close();
      throw new Error("a kernel of the CPU engine failed in a worker");
    }
  }

  /** Starts the workers, unless the pool was closed. */
  #start(): void {
    if (this.#runner.control[Word.stop] === 1) return;
    const { control } = this.#runner;
    for (let thread = 1; thread < this.threads; thread++) {
      const url = new URL("./worker.ts", import.meta.url);
      const worker = new Worker(url, { type: "module" });
      worker.onerror = (event) => {
        event.preventDefault();
        Atomics.store(control, Word.failed, 1);
      };
      const { memory } = this.heap;
      worker.postMessage({ module: this.#module, memory, thread });
      Atomics.add(control, Word.alive, 1);
    }
  }

  #reserveScratch(bytes: number): void {
    const { control } = this.#runner;
    if (bytes <= control[Word.scratchBytes]) return;
    if (control[Word.scratchBytes] > 0) {
      this.heap.release(control[Word.scratch] >>> 0);
    }
    const size = Math.ceil(bytes / 4096) * 4096;
    control[Word.scratch] = this.heap.allocate(size * this.threads);
    control[Word.scratchBytes] = size;
  }
}
