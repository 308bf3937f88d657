import { EndedJobs } from "./ended_jobs.ts";
import { Job } from "./job.ts";
import type { JobState } from "./job_state.ts";
import { LIMITS } from "./limits.ts";
import type { JobRequest, Work } from "./work.ts";

/** Milliseconds after which a job that nobody asks about is cancelled. */
const FORGOTTEN_MS = 2 * 60_000;

/** A place in the queue, held while a picture is on its way. */
export interface Place extends Disposable {
  /** Puts a job there. */
  submit(request: JobRequest): Job;
}

/** All jobs that clients can ask about. One of them runs at a time. */
export class Jobs {
  #work: Work;
  #now: () => number;
  #jobs = new Map<string, Job>();
  /** When somebody last asked about each that has not ended. */
  #seen = new Map<Job, number>();
  #waiting: Job[] = [];
  #ended = new EndedJobs();
  #held = 0;
  #running: Promise<void> | undefined;
  #isClosed = false;

  /**
   * Makes an empty queue.
   *
   * @param work Does what a client wants.
   * @param now Tells the time in milliseconds.
   */
  constructor(work: Work, now: () => number = () => performance.now()) {
    this.#work = work;
    this.#now = now;
  }

  /** Whether it takes no more jobs. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /**
   * Holds a place in the queue.
   *
   * @returns The place, to be given back or filled; undefined if all are taken, or it is closed.
   */
  reserve(): Place | undefined {
    const places = LIMITS.queue + (this.#running ? 0 : 1);
    if (this.#isClosed || this.#waiting.length + this.#held >= places) {
      return undefined;
    }
    this.#held++;
    let isHeld = true;
    const giveBack = () => {
      if (isHeld) this.#held--;
      isHeld = false;
    };
    return {
      submit: (request) => {
        giveBack();
        return this.#add(request);
      },
      [Symbol.dispose]: giveBack,
    };
  }

  /**
   * A job that a client asks about.
   *
   * @param id Its name.
   * @returns The job; undefined if there is none of that name any more.
   */
  get(id: string): Job | undefined {
    const job = this.#jobs.get(id);
    if (job && this.#seen.has(job)) this.#seen.set(job, this.#now());
    return job;
  }

  /**
   * What a client is told of a job.
   *
   * @param job The job.
   * @returns Its state.
   */
  stateOf(job: Job): JobState {
    return job.describe(this.#waiting.indexOf(job));
  }

  /**
   * Cancels a job if it has not ended, and forgets it.
   *
   * @param job The job.
   */
  remove(job: Job): void {
    this.#cancel(job);
    this.#ended.delete(job);
    this.#jobs.delete(job.id);
  }

  /** Cancels jobs that nobody asks about, and forgets those that ended long ago. Call it now and then. */
  sweep(): void {
    const now = this.#now();
    for (const [job, seenAt] of this.#seen) {
      if (job.isWatched) this.#seen.set(job, now);
      else if (now - seenAt >= FORGOTTEN_MS) this.#cancel(job);
    }
    this.#expire();
  }

  /** Cancels everything, and takes no more; over when nothing runs. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const job of this.#seen.keys()) this.#cancel(job);
    await this.#running;
  }

  #add(request: JobRequest): Job {
    const job = new Job(request);
    this.#jobs.set(job.id, job);
    this.#seen.set(job, this.#now());
    this.#waiting.push(job);
    if (this.#isClosed) this.#cancel(job);
    this.#startNext();
    return job;
  }

  #startNext(): void {
    if (this.#running) return;
    const job = this.#waiting.shift();
    if (!job) return;
    this.#running = this.#run(job);
    for (const other of this.#waiting) other.notify();
  }

  async #run(job: Job): Promise<void> {
    await job.run(this.#work);
    this.#end(job);
    this.#running = undefined;
    this.#startNext();
  }

  #cancel(job: Job): void {
    job.cancel();
    const place = this.#waiting.indexOf(job);
    if (place >= 0) {
      this.#waiting.splice(place, 1);
      for (const other of this.#waiting.slice(place)) other.notify();
    }
    this.#end(job);
  }

  /** Keeps a job that has ended for a while. */
  #end(job: Job): void {
    if (!this.#seen.delete(job)) return;
    this.#ended.add(job, this.#now());
    this.#expire();
  }

  #expire(): void {
    for (const { id } of this.#ended.expire(this.#now())) {
      this.#jobs.delete(id);
    }
  }
}
