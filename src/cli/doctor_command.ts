import config from "../../deno.json" with { type: "json" };
import {
  adapterName,
  isSoftware,
  requestAdapter,
} from "../engine/device/adapter.ts";
import { LIMITS } from "../engine/device/request_device.ts";
import { type EngineName, openEngine } from "../engine/mod.ts";
import { selfTest } from "../engine/self_test.ts";
import { Failure } from "./errors.ts";

/** What engines are called in a sentence. */
const NAMES = { cpu: "the CPU engine", webgpu: "the WebGPU engine" };

/**
 * Prints what there is to compute on and which engine is used, and compares
 * every own kernel of that engine with its definition.
 *
 * @param device The engine to test.
 * @throws {Failure} If a kernel is wrong.
 */
export async function doctorCommand(device: EngineName): Promise<void> {
  printVersions();
  await printAdapter();
  printCpu();
  const engine = await openEngine(device);
  console.log(`--device ${device}: ${NAMES[engine.name]} (${engine.reason})`);
  try {
    await testKernels();
  } finally {
    await engine.close();
  }
}

function printVersions(): void {
  const tfjs = config.imports["@tensorflow/tfjs"].split("@").at(-1);
  console.log(
    `mlmc ${config.version}, TensorFlow.js ${tfjs}, Deno ${Deno.version.deno}, V8 ${Deno.version.v8}, ${Deno.build.os} ${Deno.osRelease()}, ${Deno.build.arch}`,
  );
}

async function printAdapter(): Promise<void> {
  const adapter = await requestAdapter();
  if (!adapter) {
    console.log(
      "GPU: no WebGPU adapter found; is a graphics driver installed?",
    );
    return;
  }
  const { info, features, limits } = adapter;
  const kind = isSoftware(info) ? ", a software adapter" : "";
  console.log(`GPU: ${adapterName(info)}${kind}`);
  const ids = [info.vendor, info.architecture, info.device].filter(Boolean);
  console.log(`  vendor, architecture, device: ${ids.join(", ")}`);
  console.log(`  features: ${[...features].sort().join(", ")}`);
  for (const name of LIMITS) console.log(`  ${name}: ${limits[name]}`);
}

function printCpu(): void {
  const { total, available } = Deno.systemMemoryInfo();
  const gibibytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  console.log(
    `CPU: ${navigator.hardwareConcurrency} threads, ${
      gibibytes(available)
    } of ${gibibytes(total)} memory free`,
  );
}

async function testKernels(): Promise<void> {
  const started = performance.now();
  const wrong: string[] = [];
  for await (const { name, error, tolerance } of selfTest()) {
    const isRight = error <= tolerance;
    if (!isRight) wrong.push(name);
    console.log(
      `  ${isRight ? "ok   " : "WRONG"} ${name}: ${error.toExponential(0)} off`,
    );
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (wrong.length > 0) {
    throw new Failure(
      `this device computes wrongly: ${wrong.join(", ")}; use another --device`,
    );
  }
  console.log(`all kernels are as they should be, ${seconds} s`);
}
