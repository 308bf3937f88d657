import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import {
  adapterName,
  isSoftware,
  requestAdapter,
} from "../../src/engine/device/adapter.ts";
import { chooseEngine } from "../../src/engine/device/choose.ts";
import { EngineError } from "../../src/engine/device/engine_error.ts";
import { webGpuTest } from "../engine.ts";

/** What adapters say of themselves in Deno (description) and in browsers. */
function info(changes: Partial<GPUAdapterInfo>): GPUAdapterInfo {
  const none = { vendor: "", architecture: "", device: "", description: "" };
  return { ...none, ...changes } as GPUAdapterInfo;
}

const SOFTWARE = [
  info({ vendor: "65541", description: "llvmpipe (LLVM 15.0.6, 256 bits)" }),
  info({ vendor: "google", architecture: "swiftshader" }),
  info({ vendor: "5140", description: "Microsoft Basic Render Driver" }),
  { ...info({ vendor: "unknown" }), isFallbackAdapter: true },
];

const HARDWARE = [
  info({ vendor: "4318", description: "NVIDIA GeForce RTX 3060" }),
  info({ vendor: "32902", description: "Intel(R) UHD Graphics 620 (KBL GT2)" }),
  info({ vendor: "apple", architecture: "metal-3" }),
  info({ vendor: "amd", architecture: "rdna-2" }),
];

Deno.test("isSoftware() tells software adapters from hardware", () => {
  assertEquals(SOFTWARE.map(isSoftware), SOFTWARE.map(() => true));
  assertEquals(HARDWARE.map(isSoftware), HARDWARE.map(() => false));
});

Deno.test("adapterName() says what an adapter tells", () => {
  assertEquals(HARDWARE.map(adapterName), [
    "NVIDIA GeForce RTX 3060",
    "Intel(R) UHD Graphics 620 (KBL GT2)",
    "apple metal-3",
    "amd rdna-2",
  ]);
  assertEquals(adapterName(info({})), "a GPU without a name");
});

Deno.test("chooseEngine() takes the CPU when asked", async () => {
  assertEquals(await chooseEngine("cpu"), { name: "cpu", reason: "asked for" });
});

webGpuTest(
  "chooseEngine() takes a software adapter only when asked",
  async () => {
    const adapter = (await requestAdapter())!;
    const auto = await chooseEngine("auto");
    assertEquals(auto.name, isSoftware(adapter.info) ? "cpu" : "webgpu");
    assertStringIncludes(auto.reason, adapterName(adapter.info));
    assertEquals((await chooseEngine("webgpu")).name, "webgpu");
  },
);

Deno.test("chooseEngine() without an adapter takes the CPU, or says so", async () => {
  const { gpu } = navigator;
  const prototype = Object.getPrototypeOf(gpu);
  const { requestAdapter } = prototype;
  prototype.requestAdapter = () => Promise.resolve(null);
  try {
    const auto = await chooseEngine("auto");
    assertEquals(auto, { name: "cpu", reason: "no WebGPU adapter found" });
    const error = await assertRejects(
      () => chooseEngine("webgpu"),
      EngineError,
      "no WebGPU adapter found; install a graphics driver",
    );
    assertEquals(error.problem, "unavailable");
  } finally {
    prototype.requestAdapter = requestAdapter;
  }
});
