import { adapterName, isSoftware, requestAdapter } from "./adapter.ts";
import { EngineError } from "./engine_error.ts";

/** Which engine to run on; `auto` takes a GPU if there is one, else the CPU. */
export type EngineName = "auto" | "webgpu" | "cpu";

/** An engine, and why it was taken. */
export type Choice =
  | { name: "webgpu"; adapter: GPUAdapter; reason: string }
  | { name: "cpu"; reason: string };

/**
 * Chooses an engine: `auto` takes a hardware WebGPU adapter, else the CPU; a
 * software adapter is taken only for `webgpu`.
 *
 * @param name What the user asked for.
 * @returns The engine, and why.
 * @throws {EngineError} If `webgpu` is asked for and there is none.
 */
export async function chooseEngine(name: EngineName): Promise<Choice> {
  if (name === "cpu") return { name, reason: "asked for" };
  const adapter = await requestAdapter();
  if (!adapter) {
    if (name === "auto") {
      return { name: "cpu", reason: "no WebGPU adapter found" };
    }
    throw new EngineError(
      "no WebGPU adapter found; install a graphics driver (Vulkan, Metal or Direct3D 12), or use the cpu device",
    );
  }
  const found = adapterName(adapter.info);
  if (name === "webgpu") {
    return { name, adapter, reason: `asked for; found ${found}` };
  }
  return isSoftware(adapter.info)
    ? {
      name: "cpu",
      reason: `${found} is a software adapter, slower than the CPU engine`,
    }
    : { name: "webgpu", adapter, reason: `found ${found}` };
}
