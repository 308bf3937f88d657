/** The noise in 0..1 for which a strength below is stated: one level of 255. */
const LEVEL = 1 / 255;
/** Strength of the gradient prior beside SSIM, for each level of noise. */
const SSIM_STRENGTH = 8;
/** Strength of the gradient prior beside the squared error, for each squared level of noise. */
const MSE_STRENGTH = 8 / 15;
/** How far above the noise a residual may lie to be taken for it: the prior keeps it from coming closer. */
const RESIDUAL_MARGIN = 1.15;
/** Outer iterations that the picture gets once it explains the input to within its noise. */
export const ITERATIONS_WITHIN_NOISE = 50;

/**
 * How strong the gradient prior must be for the noise not to be drawn. Beside
 * the squared error it grows with the variance, as that of a Gaussian
 * likelihood does. It sums over the sharp picture but is normed by the
 * low-resolution one, which the scale factor makes up for.
 *
 * @param noise Standard deviation of the noise in the picture, 0..1.
 * @param scale The scale factor.
 * @param isSsim Whether the data term is SSIM.
 * @returns Times the published weight, at least 1.
 */
export function priorStrength(
  noise: number,
  scale: number,
  isSsim: boolean,
): number {
  const levels = noise / LEVEL;
  const strength = isSsim ? SSIM_STRENGTH * levels : MSE_STRENGTH * levels ** 2;
  return Math.max(1, strength / scale ** 2);
}

/**
 * Whether what a picture and a kernel leave unexplained may be noise.
 *
 * @param misfit Mean squared error of the degraded picture.
 * @param noise Standard deviation of the noise, 0..1.
 * @returns Whether it may; never where there is no noise.
 */
export function isWithinNoise(misfit: number, noise: number): boolean {
  return misfit <= (RESIDUAL_MARGIN * noise) ** 2 && noise > 0;
}
