import * as tf from "@tensorflow/tfjs";
import { assertEquals } from "@std/assert";
import { requestAdapter } from "../src/engine/device/adapter.ts";
import { type Engine, openEngine } from "../src/engine/mod.ts";
import { pace } from "../src/engine/pace.ts";

/** Set to 1, tests fail rather than be skipped where WebGPU is missing. */
const REQUIRE_ALL = "MLMC_TEST_ALL";
/** Says that it has been told what is missing: test files share their environment, but no modules. */
const TOLD = "MLMC_TEST_TOLD";

const hasAdapter = await requestAdapter() !== undefined;

/** A test on the CPU engine that fails if tensors are left over. */
export function engineTest(
  name: string,
  body: () => void | Promise<void>,
  ignore = false,
): void {
  Deno.test({ name, ignore, fn: () => onEngine("cpu", body) });
}

/** A test on each engine that fails if tensors are left over or the device reports an error. */
export function enginesTest(
  name: string,
  body: (engine: Engine) => Promise<void>,
  ignore = false,
): void {
  Deno.test({
    name: `${name} (cpu)`,
    ignore,
    fn: () => onEngine("cpu", body),
  });
  webGpuTest(name, () => onEngine("webgpu", body), ignore);
}

/** A test that is skipped without a WebGPU adapter, unless the environment asks for all tests. */
export function webGpuTest(
  name: string,
  fn: () => Promise<void>,
  ignore = false,
): void {
  const skip = !hasAdapter && Deno.env.get(REQUIRE_ALL) !== "1";
  if (skip) tellWhatIsMissing();
  Deno.test({ name: `${name} (webgpu)`, ignore: ignore || skip, fn });
}

/**
 * Runs a body on an engine, and fails if it leaves tensors over or the device
 * reports an error.
 *
 * @returns What the body returns.
 */
export async function onEngine<T>(
  name: Engine["name"],
  body: (engine: Engine) => T | Promise<T>,
): Promise<T> {
  const engine = await openEngine(name);
  try {
    const before = tf.memory().numTensors;
    const result = await withDeviceErrors(() => body(engine));
    assertEquals(tf.memory().numTensors, before, "tensors left over");
    return result;
  } finally {
    await engine.close();
  }
}

/** An error of the device explains wrong numbers, and is thrown in their place. */
async function withDeviceErrors<T>(body: () => T | Promise<T>): Promise<T> {
  try {
    return await body();
  } finally {
    // One pace waits for the commands before the last; the second for the last.
    await pace();
    await pace();
  }
}

function tellWhatIsMissing(): void {
  if (Deno.env.has(TOLD)) return;
  Deno.env.set(TOLD, "1");
  console.error(
    "WebGPU tests are skipped: no adapter; install a Vulkan driver (Debian: mesa-vulkan-drivers)",
  );
}
