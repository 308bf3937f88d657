import type { Progress } from "../../src/upscale.ts";
import type { Hello, RequestResult, UpscaleRequest } from "./messages.ts";

/** Hears how far a request is, and can stop it. */
export interface Watch {
  /** Stops the work; it is then rejected. */
  signal: AbortSignal;
  /** Told of every step. */
  onProgress: (progress: Progress) => Promise<void>;
  /** Told that the picture so far was written. */
  onPreview: (path: string) => void;
}

/** Does a request. */
export type Work = (
  request: UpscaleRequest,
  watch: Watch,
) => Promise<RequestResult>;

/** What the ways to a host have in common. */
export interface Service {
  /** What is said first. */
  hello: Hello;
  /** Does the requests. */
  work: Work;
  /** Tells the user something. */
  log: (line: string) => void;
  /** Ends the service. */
  signal: AbortSignal;
}
