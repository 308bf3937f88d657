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
 * @param serves Which calls it serves; the stock kernel serves the others. By
 * default all.
 */
export function registerCpuKernel<Attrs = Record<string, never>>(
  kernelName: string,
  kernelFunc: (call: KernelCall<Attrs>) => tf.TensorInfo | tf.TensorInfo[],
  serves: (call: KernelCall<Attrs>) => boolean = () => true,
): void {
  const stock = tf.getKernel(kernelName, BACKEND) as
    | tf.KernelConfig
    | undefined;
  if (stock) tf.unregisterKernel(kernelName, BACKEND);
  const own = kernelFunc as unknown as tf.KernelFunc;
  tf.registerKernel({
    kernelName,
    backendName: BACKEND,
    kernelFunc: (call) =>
      serves(call as unknown as KernelCall<Attrs>)
        ? own(call)
        : stock!.kernelFunc(call),
  });
}

/** Bytes of a float. */
export const FLOAT = 4;

/** Number of chunks of a length. */
export function chunksOf(length: number, chunk: number): number {
  return Math.ceil(length / chunk);
}
