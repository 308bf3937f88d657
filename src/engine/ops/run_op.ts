import * as tf from "@tensorflow/tfjs";

/**
 * Whether the active tfjs backend has an own kernel of this name. An op without
 * one falls back on its plain definition.
 *
 * @param name The kernel's name.
 * @returns `true` if the active backend implements the kernel.
 */
export function hasKernel(name: string): boolean {
  return tf.getKernel(name, tf.getBackend()) !== undefined;
}

/**
 * Runs an own kernel with one output through tfjs, so that it is recorded on
 * the gradient tape.
 *
 * @param name The kernel's name.
 * @param inputs The tensors, by the names the kernel and its gradient use.
 * @param attrs The kernel's attributes.
 * @returns The kernel's output.
 */
export function runOp<T extends tf.Tensor>(
  name: string,
  inputs: tf.NamedTensorMap,
  attrs: tf.NamedAttrMap = {},
): T {
  return tf.engine().runKernel(name, inputs, attrs) as T;
}
