import type { Kernel } from "../mlmc/kernel.ts";

/** How the outermost ring of a kernel's window may weigh beside its mean, pixel for pixel. */
const MOST_AT_EDGE = 0.45;

/** How far above the noise a residual may lie: bicubic draws the noise, and so comes closer. */
const NOISE_MARGIN = 1.5;

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
  if (!isKernelGiven && edgeWeight(kernel) > MOST_AT_EDGE) {
    doubts.push(
      "the blur that was found fills its window, so that the true one may be wider",
    );
  }
  if (misfit > Math.max(plainMisfit, (NOISE_MARGIN * noise) ** 2)) {
    doubts.push("the result explains the picture no better than bicubic does");
  }
  return doubts;
}

/** The mean weight of the outermost ring beside that of all pixels. */
function edgeWeight({ size, data }: Kernel): number {
  let [edge, all, pixels] = [0, 0, 0];
  data.forEach((weight, i) => {
    all += weight;
    const [row, column] = [Math.floor(i / size), i % size];
    const isEdge = Math.min(row, column) === 0 ||
      Math.max(row, column) === size - 1;
    if (!isEdge) return;
    edge += weight;
    pixels++;
  });
  return edge / pixels / (all / data.length);
}
