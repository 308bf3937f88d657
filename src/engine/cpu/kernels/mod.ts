/**
 * Registers every own kernel of the CPU engine with tfjs.
 *
 * @module
 */
import "./adam.ts";
import "./add.ts";
import "./batch_norm.ts";
import "./conv2d.ts";
import "./degrade.ts";
import "./gradient_prior.ts";
import "./join_skip.ts";
import "./mat_mul.ts";
import "./ssim_window.ts";
