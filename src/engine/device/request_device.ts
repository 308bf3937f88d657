import { adapterName } from "./adapter.ts";
import { EngineError } from "./engine_error.ts";

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
 * @throws {EngineError} If the adapter gives none.
 */
export async function requestDevice(adapter: GPUAdapter): Promise<GPUDevice> {
  try {
    return await adapter.requestDevice({
      requiredFeatures: FEATURES.filter((name) => adapter.features.has(name)),
      requiredLimits: Object.fromEntries(
        LIMITS.map((name) => [name, adapter.limits[name]]),
      ),
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const name = adapterName(adapter.info);
    throw new EngineError(
      `cannot open ${name}: ${reason}; use the cpu device`,
      "unavailable",
      { cause },
    );
  }
}
