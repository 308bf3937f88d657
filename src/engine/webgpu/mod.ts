/**
 * The WebGPU engine: tfjs's WebGPU backend with own WGSL programs for the hot
 * ops, on Deno's native WebGPU and in the browser.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { requestDevice } from "../device/request_device.ts";
import { BACKEND, BATCH, WebGpuBackend } from "./backend.ts";

let registered = false;

/** Lets stock WebGPU kernels serve this backend, then adds the own ones. */
async function registerKernels(): Promise<void> {
  if (registered) return;
  registered = true;
  tf.copyRegisteredKernels("webgpu", BACKEND);
  await import("./kernels/mod.ts");
}

/**
 * Registers the backend with tfjs and makes it the active one.
 *
 * @param adapter The GPU.
 * @param device Its device; by default one with all that the adapter has.
 * @returns The backend.
 */
export async function openWebGpuBackend(
  adapter: GPUAdapter,
  device?: GPUDevice,
): Promise<WebGpuBackend> {
  await registerKernels();
  // tfjs would hand over its own programs in smaller batches, and ours with them.
  tf.env().set("WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE", BATCH);
  device ??= await requestDevice(adapter);
  const backend = new WebGpuBackend(device, adapter.info);
  tf.registerBackend(BACKEND, () => backend);
  await tf.setBackend(BACKEND);
  return backend;
}

/**
 * Waits until the device is idle, frees its memory and takes the backend, with
 * all its tensors, from tfjs.
 */
export async function closeWebGpuBackend(): Promise<void> {
  await (tf.findBackend(BACKEND) as WebGpuBackend | null)?.idle();
  await tf.setBackend("cpu");
  tf.removeBackend(BACKEND);
}
