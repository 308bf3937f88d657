/**
 * What USRNet is told of a photo's noise beyond the estimate, 0..1: the kernel
 * of a photo is never exact, and what it is off by looks like noise. The
 * authors of MLMC tell it as much.
 */
const BEYOND_ESTIMATE = 10 / 255;
/** The most that it is told: it has seen no more, and draws patterns. */
const MOST = 30 / 255;

/**
 * The noise that USRNet is told where a photo's is only estimated.
 *
 * @param estimate Standard deviation, 0..1.
 * @returns Standard deviation, 0..1.
 */
export function photoNoise(estimate: number): number {
  return Math.min(estimate + BEYOND_ESTIMATE, MOST);
}
