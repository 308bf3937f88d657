import type { Jobs } from "./jobs.ts";
import type { Limits } from "./limits.ts";

/** What the service can do, as a client is told. */
export interface Capabilities {
  /** What is computed on. */
  engine: { name: string; description: string };
  /** How many times larger results can be. */
  scales: readonly number[];
  /** The presets. */
  presets: readonly string[];
  /** What can draw the picture. */
  restorers: readonly string[];
  /** The families of blurs. */
  kernelPriors: readonly string[];
  /** Whether the weights of USRNet are here. */
  hasWeights: boolean;
  /** What can be asked for at most. */
  limits: Limits;
}

/** What the service consists of. */
export interface Settings {
  /** The queue. */
  jobs: Jobs;
  /** What clients have to know. */
  token: string;
  /** What it can do. */
  capabilities: Capabilities;
  /** The files of the panel by their names; `index.html` is its page. */
  panel: ReadonlyMap<string, Uint8Array>;
  /** Origins of pages that may use it, besides Photopea's and its own. */
  origins: readonly string[];
  /** Milliseconds to wait for a body; 30 000 by default. */
  patience?: number;
}

/** Where the service is. */
export interface Address {
  /** The address that is listened on. */
  hostname: string;
  /** The port. */
  port: number;
}
