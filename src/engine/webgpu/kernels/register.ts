import * as tf from "@tensorflow/tfjs";
import { BACKEND, type WebGpuBackend } from "../backend.ts";

/** What a kernel is called with. */
export interface KernelCall<Attrs> {
  /** The input tensors by name. */
  inputs: Record<string, tf.TensorInfo>;
  /** The backend that runs it. */
  backend: WebGpuBackend;
  /** The attributes. */
  attrs: Attrs;
}

/**
 * Registers a kernel on the WebGPU engine.
 *
 * @param kernelName The name by which ops run it.
 * @param func The kernel.
 */
export function registerGpuKernel<Attrs = unknown>(
  kernelName: string,
  func: (call: KernelCall<Attrs>) => tf.TensorInfo | tf.TensorInfo[],
): void {
  tf.registerKernel({
    kernelName,
    backendName: BACKEND,
    kernelFunc: ({ inputs, backend, attrs }) =>
      func({
        inputs: inputs as Record<string, tf.TensorInfo>,
        backend: backend as WebGpuBackend,
        attrs: attrs as Attrs,
      }),
  });
}
