/** Names of the settings. */
export type PresetName = "fast" | "balanced" | "best" | "paper";

/** Widths of the image generator. */
export interface Widths {
  /** Channels of each of its scales, of which there are five, finest first. */
  channels: readonly number[];
  /** Channels of the skip branch of each scale. */
  skips: readonly number[];
}

/** The settings of the solver. */
export interface Preset extends Widths {
  /** Learning rate of the image generator. */
  imageRate: number;
  /** Outer iterations of five image steps each. */
  iterations: number;
  /** How many of the first have SSIM as their data term; the others have the squared error. */
  ssimIterations: number;
  /**
   * What draws the kernel where Gaussians are looked for: a network (paper) or
   * the three numbers of a Gaussian.
   */
  kernelModel: "network" | "gaussian";
  /** Times that the picture is drawn from the start; the results' mean is the result. */
  runs: number;
  /** Whether the result is made to explain the input with a last data step. */
  hasDataStep: boolean;
}

/** A sixty-seventh of the paper's arithmetic, and as good a prior. */
const NARROW = {
  channels: [8, 16, 32, 32, 32],
  skips: [2, 4, 8, 8, 8],
  imageRate: 0.015,
  ssimIterations: Infinity,
  kernelModel: "gaussian",
  hasDataStep: true,
} as const;

/**
 * The settings. `paper`: as published. The others: a narrow image generator, a
 * Gaussian kernel, a last data step; they differ in how long they work.
 */
export const PRESETS: Record<PresetName, Preset> = {
  fast: { ...NARROW, iterations: 200, runs: 1 },
  balanced: { ...NARROW, iterations: 400, runs: 2 },
  best: { ...NARROW, iterations: 400, runs: 4 },
  paper: {
    channels: [128, 128, 128, 128, 128],
    skips: [16, 16, 16, 16, 16],
    imageRate: 5e-3,
    iterations: 200,
    ssimIterations: 81,
    kernelModel: "network",
    runs: 1,
    hasDataStep: false,
  },
};
