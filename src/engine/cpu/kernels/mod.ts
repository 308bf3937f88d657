/**
 * Registers every own kernel of the CPU engine with tfjs.
 *
 * @module
 */
import "./adam.ts";
import "./batch_norm.ts";
import "./cast.ts";
import "./centred_softmax.ts";
import "./conv2d.ts";
import "./degrade.ts";
import "./elementwise.ts";
import "./gradient_prior.ts";
import "./join_skip.ts";
import "./mat_mul.ts";
import "./max_pool.ts";
import "./ssim_window.ts";
import "./stock_conv2d.ts";
