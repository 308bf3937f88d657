import type { Kernel } from "../mlmc/kernel.ts";

/** The share of the kernel's weight in the outermost ring of its window that is too much. */
const MOST_AT_EDGE = 0.2;
/** How far the misfit may lie above the noise. */
const NOISE_MARGIN = 1.2;

/** What a solution is judged by. */
export interface Evidence {
  /** The kernel. */
  kernel: Kernel;
  /** Whether it was given, not estimated. */
  isKernelGiven: boolean;
  /** Mean squared error of the result, blurred and sampled. */
  misfit: number;
  /** The same of the bicubic enlargement. */
  plainMisfit: number;
  /** Standard deviation of the noise, 0..1. */
  noise: number;
}

/**
 * Why a plain enlargement may be better than a solution.
 *
 * @param evidence What is known of the solution.
 * @returns Reasons, each a sentence without a full stop; none if all is well.
 */
export function doubtsOf(evidence: Evidence): string[] {
  const { kernel, isKernelGiven, misfit, plainMisfit, noise } = evidence;
  const doubts: string[] = [];
  if (!isKernelGiven && edgeShare(kernel) > MOST_AT_EDGE) {
    doubts.push(
      "the blur that was found fills its window, so that the true one may be wider",
    );
  }
  if (misfit > Math.max(plainMisfit, NOISE_MARGIN * noise ** 2)) {
    doubts.push("the result explains the picture no better than bicubic does");
  }
  return doubts;
}

function edgeShare({ size, data }: Kernel): number {
  let [edge, all] = [0, 0];
  data.forEach((weight, i) => {
    const [row, column] = [Math.floor(i / size), i % size];
    const isEdge = Math.min(row, column) === 0 ||
      Math.max(row, column) === size - 1;
    all += weight;
    if (isEdge) edge += weight;
  });
  return edge / all;
}
