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
 * Registers a kernel on the WebGPU engine, in the place of a stock one if there
 * is one of that name.
 *
 * @param kernelName The name by which ops run it.
 * @param func The kernel.
 * @param serves Which calls it serves; the stock kernel serves the others. By
 * default all.
 */
export function registerGpuKernel<Attrs = unknown>(
  kernelName: string,
  func: (call: KernelCall<Attrs>) => tf.TensorInfo | tf.TensorInfo[],
  serves: (call: KernelCall<Attrs>) => boolean = () => true,
): void {
  const stock = tf.getKernel(kernelName, BACKEND) as
    | tf.KernelConfig
    | undefined;
  if (stock) tf.unregisterKernel(kernelName, BACKEND);
  tf.registerKernel({
    kernelName,
    backendName: BACKEND,
    kernelFunc: (stockCall) => {
      const call = {
        inputs: stockCall.inputs as Record<string, tf.TensorInfo>,
        backend: stockCall.backend as WebGpuBackend,
        attrs: stockCall.attrs as Attrs,
      };
      return serves(call) ? func(call) : stock!.kernelFunc(stockCall);
    },
  });
}
