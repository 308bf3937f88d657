/**
 * The differentiable ops of the method. Each runs on the active tfjs backend:
 * with the backend's own kernel where it has one, else by its plain definition.
 *
 * @module
 */
export { Adam } from "./adam.ts";
export type { Boundary } from "./along_axes.ts";
export { batchNorm } from "./batch_norm.ts";
export { centredSoftmax } from "./centred_softmax.ts";
export { conv2d } from "./conv2d.ts";
export { degrade, type Sampling } from "./degrade.ts";
export { gradientPrior } from "./gradient_prior.ts";
export {
  type Conv,
  joinNormConv2d,
  type Norm,
  normConv2d,
} from "./norm_conv2d.ts";
export { ssim } from "./ssim.ts";
