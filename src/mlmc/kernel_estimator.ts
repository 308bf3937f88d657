import type * as tf from "@tensorflow/tfjs";
import type { Sampling } from "../engine/ops/mod.ts";

/** Learns the kernel while the picture is drawn. */
export interface KernelEstimator {
  /** The kernel as drawn last, `[n, n]`; a variable, so that losses are differentiated by it. */
  readonly kernel: tf.Variable;
  /** One step before there is a picture (MCKA); left out where the kernel is not warmed up. */
  warmUpStep?(): tf.Scalar;
  /** One step at the beginning of an outer iteration, on the picture; left out where there is none. */
  explore?(x: tf.Tensor4D, y: tf.Tensor4D, grid: Sampling): void;
  /**
   * Whether it learns from an image step, by the share of the picture's steps
   * that are done; left out where it learns from each. Where it does not, the
   * data term's gradient by the kernel is not computed.
   */
  learnsFrom?(share: number, isSsim: boolean): boolean;
  /** Learns from an image step. */
  learn(step: ImageStep): void;
  /** Frees its tensors. */
  dispose(): void;
}

/** What an image step tells of the kernel. */
export interface ImageStep {
  /** The sharp picture, `[1, H, W, 3]`. */
  x: tf.Tensor4D;
  /** The low-resolution picture, `[1, h, w, 3]`. */
  y: tf.Tensor4D;
  /** How the blurred picture is sampled. */
  grid: Sampling;
  /** The data term's gradient by the kernel. */
  gradient: tf.Tensor;
  /** Whether it is the first of an outer iteration. */
  isFirst: boolean;
}
