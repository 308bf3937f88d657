import type { ProgressState } from "../../../src/cli/progress_state.ts";
import type { JobState } from "../../../src/service/job_state.ts";
import type { JobOptions, JobResult } from "../../../src/service/work.ts";

/** How far the work is, as the service tells it; the page tells as much of its own. */
export type Standing =
  & Pick<JobState, "stage" | "fraction" | "position">
  & Pick<ProgressState, "part">
  & Partial<Pick<JobState, "secondsLeft">>;

/** What came of it; the page can hand its bytes on. */
export interface Outcome extends JobResult {
  png: Uint8Array<ArrayBuffer>;
}

/** Told of a run as it goes on. */
export interface Watch {
  /** Told the name of work that goes on without the page, by which it can be watched again. */
  onStart(id: string): void;
  /** Told how far it is. */
  onProgress(standing: Standing): void;
  /** Given the picture so far, every few seconds; it is the receiver's to close. */
  onPreview(picture: ImageBitmap): void;
  /** Stops the run. */
  signal: AbortSignal;
}

/** Something that upscales pictures. */
export interface Compute {
  /**
   * Upscales a picture.
   *
   * @param png The picture as a PNG.
   * @param options How.
   * @param watch Told of it.
   * @returns What came of it.
   * @throws {PanelError} If it cannot be done: the message says why.
   */
  run(
    png: Uint8Array<ArrayBuffer>,
    options: JobOptions,
    watch: Watch,
  ): Promise<Outcome>;
}
