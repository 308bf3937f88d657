import * as tf from "@tensorflow/tfjs";
import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { requestAdapter } from "../../src/engine/device/adapter.ts";
import { EngineError } from "../../src/engine/device/engine_error.ts";
import { openEngine } from "../../src/engine/mod.ts";
import { selfTest } from "../../src/engine/self_test.ts";
import type { WebGpuBackend } from "../../src/engine/webgpu/backend.ts";
import {
  closeWebGpuBackend,
  openWebGpuBackend,
} from "../../src/engine/webgpu/mod.ts";
import { upscale } from "../../src/upscale.ts";
import { smoothPicture } from "../pictures.ts";
import { webGpuTest } from "../engine.ts";

/** Runs a body on the engine's backend, which may break it. */
async function onBackend(
  body: (backend: WebGpuBackend) => Promise<void>,
): Promise<void> {
  const engine = await openEngine("webgpu");
  try {
    await body(tf.backend() as WebGpuBackend);
  } finally {
    await engine.close();
  }
}

webGpuTest(
  "WebGPU kernels are right on a device with the limits that all have",
  async () => {
    const adapter = (await requestAdapter())!;
    const backend = await openWebGpuBackend(
      adapter,
      await adapter.requestDevice(),
    );
    try {
      const {
        maxStorageBuffersPerShaderStage,
        maxComputeWorkgroupStorageSize,
      } = backend.device.limits;
      assertEquals(maxStorageBuffersPerShaderStage, 8);
      assertEquals(maxComputeWorkgroupStorageSize, 16384);
      for await (const { name, error, tolerance } of selfTest()) {
        assert(error <= tolerance, `${name}: ${error}`);
      }
    } finally {
      await closeWebGpuBackend();
    }
  },
);

webGpuTest(
  "WebGpuBackend.makeFloats() refuses what the device cannot bind",
  () =>
    onBackend((backend) => {
      const { maxStorageBufferBindingSize, maxBufferSize } =
        backend.device.limits;
      const most = Math.min(maxStorageBufferBindingSize, maxBufferSize);
      const error = assertThrows(
        () => backend.makeFloats([most / 4 + 1]),
        EngineError,
        `the GPU takes arrays of at most ${Math.ceil(most / 2 ** 20)} MiB`,
      );
      assertEquals(error.problem, "memory");
      return Promise.resolve();
    }),
);

webGpuTest(
  "WebGpuBackend.pace() reports a command that the device refuses",
  () =>
    onBackend(async (backend) => {
      const [x, y] = [backend.makeFloats([4]), backend.makeFloats([4])];
      backend.dispatch({
        name: "wrong",
        body: () => "@compute @workgroup_size(1) fn main() { y[0] = nothing; }",
        inputs: { x },
        outputs: { y },
        workgroups: [1],
      });
      // The device tells while the program waits for it.
      await backend.pace();
      const error = await assertRejects(
        () => backend.pace(),
        EngineError,
        "the GPU refused a command",
      );
      assertEquals(error.problem, "refused");
    }),
);

webGpuTest(
  "WebGpuBackend.pace() reports that memory has run out",
  () =>
    onBackend(async (backend) => {
      const error = new GPUOutOfMemoryError("no more");
      backend.device.dispatchEvent(
        new GPUUncapturedErrorEvent("uncapturederror", { error }),
      );
      const thrown = await assertRejects(
        () => backend.pace(),
        EngineError,
        "the GPU ran out of memory",
      );
      assertEquals(thrown.problem, "memory");
    }),
);

webGpuTest(
  "upscale() reports a lost device, the picture's size and the way out",
  async () => {
    const error = await assertRejects(
      () =>
        upscale(smoothPicture(8, 6), {
          scale: 2,
          device: "webgpu",
          onProgress: ({ step }) => {
            if (step === 5) (tf.backend() as WebGpuBackend).device.destroy();
          },
        }),
      EngineError,
      "the GPU was lost",
    );
    assertEquals(error.problem, "lost");
    assertStringIncludes(error.message, "16×12 pixels; use smaller tiles");
    assertEquals(tf.memory().numTensors, 0);
  },
);
