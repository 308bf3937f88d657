/** Names of the settings. */
export type PresetName = "paper" | "fast";

/** Widths of the image generator. */
export interface Preset {
  /** Channels of each of the five scales, finest first. */
  channels: readonly number[];
  /** Channels of the skip branch of each scale. */
  skips: readonly number[];
}

/**
 * The settings. `paper`: as published. `fast`: a narrower image generator, a
 * seventeenth of the arithmetic, the same loop.
 */
export const PRESETS: Record<PresetName, Preset> = {
  paper: {
    channels: [128, 128, 128, 128, 128],
    skips: [16, 16, 16, 16, 16],
  },
  fast: {
    channels: [16, 32, 64, 64, 64],
    skips: [4, 8, 16, 16, 16],
  },
};
