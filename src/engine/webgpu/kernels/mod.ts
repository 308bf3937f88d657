/**
 * Registers the own kernels of the WebGPU engine.
 *
 * @module
 */
import "./adam.ts";
import "./batch_norm.ts";
import "./batch_norm_grad.ts";
import "./centred_softmax.ts";
import "./conv2d.ts";
import "./conv2d_filter_grad.ts";
import "./conv2d_input_grad.ts";
import "./degrade.ts";
import "./degrade_image_grad.ts";
import "./degrade_kernel_grad.ts";
import "./gradient_prior.ts";
import "./join_skip.ts";
import "./ssim.ts";
import "./ssim_window.ts";
import "./stock_conv2d.ts";
