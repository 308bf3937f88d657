/** Features that are used where the adapter has them. */
const FEATURES = ["timestamp-query"] as const;

/** Limits of which all that the adapter has is asked for. */
export const LIMITS = [
  "maxBufferSize",
  "maxStorageBufferBindingSize",
  "maxStorageBuffersPerShaderStage",
  "maxBindingsPerBindGroup",
  "maxComputeWorkgroupStorageSize",
  "maxComputeInvocationsPerWorkgroup",
  "maxComputeWorkgroupSizeX",
  "maxComputeWorkgroupsPerDimension",
] as const;

/**
 * Opens a device with the adapter's own limits.
 *
 * @param adapter The adapter.
 * @returns The device.
 */
export async function requestDevice(adapter: GPUAdapter): Promise<GPUDevice> {
  return await adapter.requestDevice({
    requiredFeatures: FEATURES.filter((name) => adapter.features.has(name)),
    requiredLimits: Object.fromEntries(
      LIMITS.map((name) => [name, adapter.limits[name]]),
    ),
  });
}
