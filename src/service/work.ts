import type { ProgressState } from "../cli/progress_state.ts";
import type { UpscaleOptions } from "../upscale.ts";

/** How a client can have its picture upscaled. */
export type JobOptions = Pick<
  UpscaleOptions,
  | "scale"
  | "preset"
  | "restorer"
  | "kernelPrior"
  | "iterations"
  | "noise"
  | "seed"
>;

/** What a client wants. */
export interface JobRequest {
  /** The picture: the content of a PNG file. */
  png: Uint8Array;
  /** How to upscale it. */
  options: JobOptions;
  /** Columns of the result. */
  width: number;
  /** Rows of the result. */
  height: number;
}

/** What came of it. */
export interface JobResult {
  /** The picture: the content of a PNG file. */
  png: Uint8Array;
  /** The blur kernel: as many rows as columns. */
  kernel: { size: number; rows: number[][] };
  /** Why a plain enlargement may be better. */
  doubts: string[];
}

/** Hears how far the work is, and can stop it. */
export interface Watch {
  /** Stops the work; what comes of it then is no matter. */
  signal: AbortSignal;
  /** Told how far it is. */
  onProgress: (state: ProgressState) => void;
  /** Told of the picture so far: the content of a PNG file. */
  onPreview: (png: Uint8Array) => void;
}

/** Does what a client wants. */
export type Work = (request: JobRequest, watch: Watch) => Promise<JobResult>;
