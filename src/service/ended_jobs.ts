import type { Job } from "./job.ts";

/** Milliseconds that an ended job is kept. */
const KEPT_MS = 10 * 60_000;
/** The most bytes of all results together, but for the last. */
const MOST_BYTES = 2 ** 28;
/** The most ended jobs: those that came to nothing take hardly any bytes. */
const MOST_JOBS = 1024;

/** Ended jobs, which are kept for a while so that clients can fetch results. */
export class EndedJobs {
  /** When each ended, the oldest first. */
  #times = new Map<Job, number>();
  #bytes = 0;

  /**
   * Adds one that has ended now.
   *
   * @param job The job.
   * @param now The time in milliseconds.
   */
  add(job: Job, now: number): void {
    this.#times.set(job, now);
    this.#bytes += bytesOf(job);
  }

  /**
   * Takes one out, if it is there.
   *
   * @param job The job.
   */
  delete(job: Job): void {
    if (this.#times.delete(job)) this.#bytes -= bytesOf(job);
  }

  /**
   * Takes out those that are too old, too large or too many, the oldest first.
   * The last is of use to somebody however large it is.
   *
   * @param now The time in milliseconds.
   * @returns What was taken out.
   */
  expire(now: number): Job[] {
    const expired: Job[] = [];
    for (const [job, endedAt] of this.#times) {
      const { size } = this.#times;
      const isTooMuch = size > MOST_JOBS ||
        (size > 1 && this.#bytes > MOST_BYTES);
      if (!isTooMuch && now - endedAt < KEPT_MS) break;
      this.delete(job);
      expired.push(job);
    }
    return expired;
  }
}

function bytesOf(job: Job): number {
  return job.result?.png.length ?? 0;
}
