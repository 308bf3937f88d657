import type { UpscaleOptions } from "./upscale.ts";

/** What is taken where an option is left out. */
export const DEFAULTS = {
  preset: "fast",
  restorer: "dip",
  kernelPrior: "gaussian",
  iterations: 200,
  noise: "auto",
  seed: 0,
} as const satisfies Partial<UpscaleOptions>;
