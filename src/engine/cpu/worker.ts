/// <reference lib="webworker" />
/**
 * A thread of the CPU engine: sleeps until a job is announced, draws chunks,
 * sleeps again, and ends when told to or when nothing came for a while, so
 * that it never keeps the process alive.
 *
 * @module
 */
import { JobRunner, Word } from "./job.ts";

/** How long a worker waits for work before it ends, in slices. */
const SLICE_MS = 100;
const IDLE_SLICES = 10;
/** Looks at the generation this often before it sleeps: jobs follow each other closely. */
const SPINS = 20_000;

self.onmessage = ({ data }: MessageEvent) => {
  const runner = new JobRunner(data.module, data.memory, data.thread);
  const { control } = runner;
  try {
    work(runner);
  } catch {
    Atomics.store(control, Word.failed, 1);
    leave(control);
  }
  Atomics.sub(control, Word.alive, 1);
  self.close();
};

function work(runner: JobRunner): void {
  const { control } = runner;
  let seen = 0;
  let idle = 0;
  while (idle < IDLE_SLICES && Atomics.load(control, Word.stop) === 0) {
    if (!announced(control, seen)) {
      idle++;
      continue;
    }
    idle = 0;
    seen = Atomics.load(control, Word.generation);
    Atomics.add(control, Word.active, 1);
    if (Atomics.load(control, Word.open) === 1) runner.drain();
    leave(control);
  }
}

/** Waits a slice of time for another generation than `seen`. */
function announced(control: Int32Array, seen: number): boolean {
  for (let i = 0; i < SPINS; i++) {
    if (Atomics.load(control, Word.generation) !== seen) return true;
  }
  return Atomics.wait(control, Word.generation, seen, SLICE_MS) !== "timed-out";
}

function leave(control: Int32Array): void {
  Atomics.sub(control, Word.active, 1);
  Atomics.notify(control, Word.active);
}
