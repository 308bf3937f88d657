/** Names that software adapters give themselves: they run on the CPU. */
const SOFTWARE =
  /llvmpipe|lavapipe|softpipe|swiftshader|basic render|software|\bcpu\b/i;

/** The adapter of the fastest GPU, if there is one. */
export async function requestAdapter(): Promise<GPUAdapter | undefined> {
  const options = { powerPreference: "high-performance" } as const;
  // A browser without WebGPU, or an insecure page, has no navigator.gpu.
  const { gpu } = navigator as { gpu?: GPU };
  return await gpu?.requestAdapter(options) ?? undefined;
}

/**
 * Whether an adapter computes on the CPU. It is right, but slower than the
 * CPU engine.
 *
 * @param info What the adapter says of itself.
 * @returns `true` for llvmpipe, SwiftShader, WARP and the like.
 */
export function isSoftware(info: GPUAdapterInfo): boolean {
  const { isFallbackAdapter } = info as { isFallbackAdapter?: boolean };
  const { vendor, architecture, device, description } = info;
  const names = [vendor, architecture, device, description].join(" ");
  return isFallbackAdapter === true || SOFTWARE.test(names);
}

/**
 * What to call an adapter.
 *
 * @param info What the adapter says of itself.
 * @returns Its description, or what a browser tells in its place.
 */
export function adapterName(info: GPUAdapterInfo): string {
  const { vendor, architecture, device, description } = info;
  return description ||
    [vendor, architecture, device].filter(Boolean).join(" ") ||
    "a GPU without a name";
}
