import type { ProgressState } from "../../../src/cli/progress_state.ts";
import type { JobOptions } from "../../../src/service/work.ts";
import type { Outcome } from "./compute.ts";

/** What the page asks its worker for. */
export type Order =
  | { type: "probe" }
  | {
    type: "run";
    id: string;
    png: Uint8Array<ArrayBuffer>;
    options: JobOptions;
  };

/** A graphics card that WebGPU shows, or software in its place. */
export interface Gpu {
  /** What it is called. */
  name: string;
  /** Whether it computes on the CPU, which is slow. */
  isSoftware: boolean;
}

/** What the worker tells. */
export type Report =
  | { type: "gpu"; gpu: Gpu | undefined }
  | { type: "progress"; id: string; standing: ProgressState }
  | { type: "preview"; id: string; picture: ImageBitmap }
  | { type: "done"; id: string; outcome: Outcome }
  | { type: "failed"; id: string; message: string };
