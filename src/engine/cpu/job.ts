/**
 * How a job is described in shared memory: control words, then the arguments.
 * A job is a kernel run on chunks `0..total-1`; every thread draws the next
 * chunk until none is left.
 *
 * @module
 */

/** Address of the control words. */
export const CONTROL = 2048;
/** Address of the arguments, 32 doubles. */
export const ARGUMENTS = 2304;
/** Bytes at the start of the memory that jobs use. */
export const RESERVED = 4096;

/** Indices of the control words. */
export const Word = {
  /** Counts the jobs; workers sleep on it. */
  generation: 0,
  /** 1 while chunks of the job may be drawn. */
  open: 1,
  /** Workers that are looking at the job. */
  active: 2,
  /** The next chunk. */
  next: 3,
  /** Chunks of the job. */
  total: 4,
  /** Index of the kernel. */
  kernel: 5,
  /** Number of arguments. */
  length: 6,
  /** 1 after a kernel trapped in a worker. */
  failed: 7,
  /** 1 when the workers shall end. */
  stop: 8,
  /** Workers started that have not ended. */
  alive: 9,
  /** Address of the scratch memory of thread 0. */
  scratch: 10,
  /** Bytes of scratch memory of each thread. */
  scratchBytes: 11,
} as const;

/** A kernel: the chunk, the thread's scratch memory, then its own arguments. */
export type Kernel = (
  chunk: number,
  scratch: number,
  ...args: number[]
) => void;

/**
 * The names of a module's kernels. The order is the module's own, the same in
 * every thread.
 *
 * @param module The compiled kernels.
 * @returns The names; a kernel's index is its place here.
 */
export function kernelNames(module: WebAssembly.Module): string[] {
  return WebAssembly.Module.exports(module)
    .filter(({ kind }) => kind === "function")
    .map(({ name }) => name);
}

/** A thread's view of the kernels and of the job in shared memory. */
export class JobRunner {
  /** The control words. */
  readonly control: Int32Array;
  #arguments: Float64Array;
  #kernels: Kernel[];
  #thread: number;

  /**
   * Instantiates the kernels on the shared memory.
   *
   * @param module The compiled kernels.
   * @param memory The shared memory.
   * @param thread Number of the thread, 0 for the caller's own.
   */
  constructor(
    module: WebAssembly.Module,
    memory: WebAssembly.Memory,
    thread: number,
  ) {
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    this.#kernels = kernelNames(module).map((name) => exports[name] as Kernel);
    this.control = new Int32Array(memory.buffer, CONTROL, 64);
    this.#arguments = new Float64Array(memory.buffer, ARGUMENTS, 32);
    this.#thread = thread;
  }

  /** Writes a job's arguments. */
  describe(kernel: number, args: readonly number[]): void {
    this.control[Word.kernel] = kernel;
    this.control[Word.length] = args.length;
    this.#arguments.set(args);
  }

  /** Draws and runs chunks of the job until none is left. */
  drain(): void {
    const { control } = this;
    const kernel = this.#kernels[control[Word.kernel]];
    const total = control[Word.total];
    const scratch = control[Word.scratch] +
      this.#thread * control[Word.scratchBytes];
    const args = Array.from(this.#arguments.subarray(0, control[Word.length]));
    let chunk;
    while ((chunk = Atomics.add(control, Word.next, 1)) < total) {
      kernel(chunk, scratch, ...args);
    }
  }
}
