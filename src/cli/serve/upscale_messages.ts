import type { EngineName } from "../../engine/mod.ts";
import type { JobOptions, JobResult } from "../../service/work.ts";
import type { ProgressState } from "../progress_state.ts";

/** What a worker is told: a picture to upscale, or to stop after the next step. */
export type ToWorker =
  | {
    type: "upscale";
    png: Uint8Array;
    options: JobOptions;
    device: EngineName;
  }
  | { type: "stop" };

/** What it says: how far it is, and at last what came of it. */
export type FromWorker =
  | { type: "progress"; state: ProgressState }
  | { type: "preview"; png: Uint8Array }
  | { type: "result"; result: JobResult }
  | { type: "failure"; message: string };
