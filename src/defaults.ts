import type { UpscaleOptions } from "./upscale.ts";

/** What is taken where an option is left out. */
export const DEFAULTS = {
  preset: "balanced",
  restorer: "dip",
  kernelPrior: "gaussian",
  noise: "auto",
  seed: 0,
} as const satisfies Partial<UpscaleOptions>;
