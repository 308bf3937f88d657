import type { PresetName } from "../../src/mlmc/presets.ts";
import type { Case } from "./cases.ts";

/** What a preset made of a picture. */
export interface Outcome extends Pick<Case, "name" | "isTuned" | "reference"> {
  preset: PresetName;
  seed: number;
  psnr: number;
  ssim: number;
  kernelPsnr: number;
  seconds: number;
  /** How many times more multiply-adds the paper's settings take. */
  share: number;
}
