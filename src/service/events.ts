import type { Context } from "hono";
import { type SSEStreamingApi, streamSSE } from "hono/streaming";
import type { Job } from "./job.ts";
import type { JobState } from "./job_state.ts";

/** Milliseconds between two states, at least. */
const INTERVAL = 250;
/** Milliseconds after which a comment shows that the service is still there. */
const SILENCE = 15_000;

/**
 * Answers with the states of a job, as they change, up to the last.
 *
 * @param c The request.
 * @param job The job.
 * @param stateOf Tells its state.
 * @returns A stream of server-sent events.
 */
export function streamStates(
  c: Context,
  job: Job,
  stateOf: (job: Job) => JobState,
): Response {
  // Of a stream that nobody reads nobody would hear the end.
  if (c.req.method === "HEAD") {
    return c.body(null, 200, { "Content-Type": "text/event-stream" });
  }
  return streamSSE(c, async (stream) => {
    const change = new Change(stream);
    const forget = job.onChange(() => change.happen());
    try {
      while (!stream.aborted) {
        // It may end while its state is on the way.
        const isLast = job.isEnded;
        const data = JSON.stringify(stateOf(job));
        await stream.writeSSE({ event: "state", data });
        if (isLast) return;
        await stream.sleep(INTERVAL);
        while (!await change.within(SILENCE)) await stream.write(":\n\n");
      }
    } finally {
      forget();
    }
  });
}

/** Waits for changes, or for the end of a stream. */
class Change {
  #hasHappened = false;
  #wake = () => {};

  constructor(stream: SSEStreamingApi) {
    stream.onAbort(() => this.happen());
  }

  happen(): void {
    this.#hasHappened = true;
    this.#wake();
  }

  /** Whether something has changed since the last time, or does in some milliseconds. */
  async within(milliseconds: number): Promise<boolean> {
    if (!this.#hasHappened) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      const timer = setTimeout(resolve, milliseconds);
      await promise;
      clearTimeout(timer);
    }
    const hasHappened = this.#hasHappened;
    this.#hasHappened = false;
    return hasHappened;
  }
}
