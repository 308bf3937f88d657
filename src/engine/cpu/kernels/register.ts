import * as tf from "@tensorflow/tfjs";
import { BACKEND, type CpuBackend } from "../backend.ts";

/** What a kernel function is called with. */
export interface KernelCall<Attrs> {
  /** The tensors by name. */
  inputs: Record<string, tf.TensorInfo>;
  /** The backend that holds them. */
  backend: CpuBackend;
  /** The attributes. */
  attrs: Attrs;
}

/**
 * Registers a kernel of this backend, in the place of a stock one if there is
 * one of that name.
 *
 * @param kernelName Its name.
 * @param kernelFunc What it does.
 */
export function registerCpuKernel<Attrs = Record<string, never>>(
  kernelName: string,
  kernelFunc: (call: KernelCall<Attrs>) => tf.TensorInfo | tf.TensorInfo[],
): void {
  if (tf.getKernel(kernelName, BACKEND)) {
    tf.unregisterKernel(kernelName, BACKEND);
  }
  tf.registerKernel({
    kernelName,
    backendName: BACKEND,
    kernelFunc: kernelFunc as unknown as tf.KernelFunc,
  });
}

/** Bytes of a float. */
export const FLOAT = 4;

/** Number of chunks of a length. */
export function chunksOf(length: number, chunk: number): number {
  return Math.ceil(length / chunk);
}
