import type { ProgressState } from "../../../src/cli/progress_state.ts";
import type { JobState } from "../../../src/service/job_state.ts";
import type { UpscaleOptions } from "../../../src/upscale.ts";

/** How the panel wants a picture upscaled. */
export type Options = Pick<
  UpscaleOptions,
  | "scale"
  | "preset"
  | "restorer"
  | "kernelPrior"
  | "iterations"
  | "seed"
  | "noise"
>;

/** How far the work is, as the service tells it; the page tells as much of its own. */
export type Standing =
  & Pick<JobState, "stage" | "fraction" | "position">
  & Pick<ProgressState, "part">
  & Partial<Pick<JobState, "secondsLeft">>;

/** What came of it. */
export interface Outcome {
  /** The picture as a PNG. */
  png: Uint8Array<ArrayBuffer>;
  /** The blur: `size` rows of `size` weights. */
  kernel: { size: number; rows: number[][] };
  /** Why a plain enlargement may be better, each a sentence without a full stop. */
  doubts: string[];
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
    options: Options,
    watch: Watch,
  ): Promise<Outcome>;
}
