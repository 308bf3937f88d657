import { messageOf } from "../cli/errors.ts";
import type { ProgressState } from "../cli/progress_state.ts";
import type { JobState, JobStatus } from "./job_state.ts";
import { randomText } from "./random_text.ts";
import type { JobRequest, JobResult, Work } from "./work.ts";

/** Random bytes of a name: who has the token still cannot guess the jobs of others. */
const NAME_BYTES = 16;

/** What changes in the life of a job. */
interface Life {
  status: JobStatus;
  progress?: ProgressState;
  preview?: Uint8Array;
  previews: number;
  result?: JobResult;
  error?: string;
}

/** One picture to upscale. What has ended changes no more. */
export class Job {
  /** Its name. */
  readonly id: string = randomText(NAME_BYTES);
  #request: JobRequest | undefined;
  #size: { width: number; height: number };
  #life: Life = { status: "waiting", previews: 0 };
  #abort = new AbortController();
  #listeners = new Set<() => void>();

  /**
   * Makes a job that waits.
   *
   * @param request What the client wants.
   */
  constructor(request: JobRequest) {
    const { width, height } = request;
    this.#request = request;
    this.#size = { width, height };
  }

  /** Whether it has ended. */
  get isEnded(): boolean {
    return !["waiting", "running"].includes(this.#life.status);
  }

  /** Whether somebody listens. */
  get isWatched(): boolean {
    return this.#listeners.size > 0;
  }

  /** The picture so far, if there is one; at last the result. */
  get preview(): Uint8Array | undefined {
    return this.#life.preview;
  }

  /** What came of it, once it is done. */
  get result(): JobResult | undefined {
    return this.#life.result;
  }

  /**
   * Does it, unless it has ended.
   *
   * @param work Does what the client wants.
   * @returns When the work is over, however it went.
   */
  async run(work: Work): Promise<void> {
    const request = this.#request;
    if (!request) return;
    this.#update({ status: "running" });
    try {
      const result = await work(request, {
        signal: this.#abort.signal,
        onProgress: (progress) => this.#update({ progress }),
        onPreview: (preview) =>
          this.#update({ preview, previews: this.#life.previews + 1 }),
      });
      this.#end({ status: "done", result, preview: result.png });
    } catch (error) {
      this.#end({ status: "failed", error: messageOf(error) });
    }
  }

  /** Cancels it, unless it has ended. The work is over after its next step. */
  cancel(): void {
    this.#end({ status: "cancelled" });
    this.#abort.abort();
  }

  /**
   * Listens for changes.
   *
   * @param listener Called after each.
   * @returns Ends that.
   */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells those who listen that something is different. */
  notify(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  /**
   * What a client is told.
   *
   * @param position How many jobs are before it.
   * @returns Its state.
   */
  describe(position: number): JobState {
    const { status, progress, previews, error, result } = this.#life;
    const isDone = status === "done";
    return {
      id: this.id,
      state: status,
      ...(status === "waiting" && { position }),
      stage: progress?.stage ?? null,
      step: progress?.step ?? 0,
      steps: progress?.steps ?? 0,
      fraction: isDone ? 1 : progress?.fraction ?? 0,
      secondsLeft: isDone ? 0 : progress?.secondsLeft ?? null,
      previews,
      ...(error !== undefined && { error }),
      ...this.#size,
      ...(result && { doubts: result.doubts }),
    };
  }

  #end(life: Partial<Life>): void {
    this.#update({ preview: undefined, ...life });
    this.#request = undefined;
  }

  #update(changes: Partial<Life>): void {
    if (this.isEnded) return;
    Object.assign(this.#life, changes);
    this.notify();
  }
}
