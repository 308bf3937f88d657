import * as tf from "@tensorflow/tfjs";
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertNotEquals,
  assertRejects,
} from "@std/assert";
import {
  estimateKernel,
  type Progress,
  type Raster,
  upscale,
  type UpscaleOptions,
} from "../mod.ts";
import { smoothPicture } from "./pictures.ts";

const picture = smoothPicture(10, 8);
const short = { scale: 2, iterations: 1 } as const;

Deno.test("upscale() gives a picture of s times the size and a kernel", async () => {
  const { image, kernel, seconds, device } = await upscale(picture, short);
  assertEquals([image.width, image.height], [20, 16]);
  assert(image.data.every((value) => value >= 0 && value <= 1));
  assertEquals(image.alpha, undefined);
  assertEquals(kernel.size, 11);
  assert(Math.abs(kernel.data.reduce((a, b) => a + b) - 1) < 1e-4);
  assert(seconds > 0);
  assertEquals(device, "cpu");
});

for (const scale of [3, 4, 8] as const) {
  Deno.test(`upscale() serves scale ${scale} and the smallest picture`, async () => {
    const { image } = await upscale(smoothPicture(4, 4), { ...short, scale });
    assertEquals([image.width, image.height], [4 * scale, 4 * scale]);
    assert(image.data.every(Number.isFinite));
  });
}

Deno.test("upscale() enlarges opacities apart", async () => {
  const alpha = new Float32Array(80).fill(0.5);
  const { image } = await upscale({ ...picture, alpha }, short);
  assertEquals(image.alpha!.length, 320);
  assert(image.alpha!.every((value) => Math.abs(value - 0.5) < 1e-6));
});

Deno.test("upscale() gives the same numbers for the same seed", async () => {
  const [a, b, c] = [
    await upscale(picture, short),
    await upscale(picture, { ...short, seed: 0 }),
    await upscale(picture, { ...short, seed: 1 }),
  ];
  assertEquals(a.image, b.image);
  assertEquals(a.kernel, b.kernel);
  assertNotEquals(a.image, c.image);
});

Deno.test("upscale() serves two callers at once", async () => {
  const alone = await upscale(picture, short);
  const both = await Promise.all([
    upscale(picture, short),
    upscale(picture, short),
  ]);
  for (const { image } of both) assertEquals(image, alone.image);
});

Deno.test("upscale() reports every step with picture and kernel", async () => {
  const seen: string[] = [];
  let last: { image: Raster; progress: Progress } | undefined;
  await upscale(picture, {
    ...short,
    onProgress: async (progress) => {
      seen.push(`${progress.stage} ${progress.step}/${progress.steps}`);
      last = { progress, image: await progress.image() };
      assertEquals((await progress.kernel()).data.length, 121);
      assert(Number.isFinite(await progress.dataTerm()));
    },
  });
  assertEquals(seen.length, 10);
  assertEquals(seen[0], "solve 1/10");
  assertEquals(seen.at(-1), "solve 10/10");
  assertEquals(last!.image.data.length, 20 * 16 * 3);
  assertEquals(last!.progress.secondsLeft, 0);
});

Deno.test("upscale() stops when the signal says so, and frees everything", async () => {
  const controller = new AbortController();
  const reason = new Error("enough");
  const started = performance.now();
  await assertRejects(
    () =>
      upscale(picture, {
        scale: 2,
        signal: controller.signal,
        onProgress: ({ stage }) => {
          if (stage === "solve") controller.abort(reason);
        },
      }),
    Error,
    "enough",
  );
  assert(performance.now() - started < 20_000);
  assertEquals(tf.getBackend(), "cpu");
  assertEquals(tf.memory().numTensors, 0);
  await assertRejects(
    () => upscale(picture, { ...short, signal: AbortSignal.abort(reason) }),
    Error,
    "enough",
  );
});

Deno.test("upscale() refuses what cannot be", async () => {
  const wrong: [Partial<UpscaleOptions>, string][] = [
    [{ scale: 5 as 4 }, "options.scale"],
    [{ preset: "slow" as "fast" }, "options.preset"],
    [{ iterations: 0 }, "options.iterations"],
    [{ iterations: 1.5 }, "options.iterations"],
    [{ seed: -1 }, "options.seed"],
    [{ kernelPrior: "line" as "motion" }, "options.kernelPrior"],
    [{ restorer: "gan" as "dip" }, "options.restorer"],
    [{ device: "gpu" as "cpu" }, "options.device"],
  ];
  for (const [options, message] of wrong) {
    await assertRejects(
      () => upscale(picture, { ...short, ...options }),
      RangeError,
      message,
    );
  }
  const broken: Raster = { width: 10, height: 9, data: picture.data };
  await assertRejects(() => upscale(broken, short), RangeError, "image.data");
  const tiny = smoothPicture(3, 9);
  await assertRejects(() => upscale(tiny, short), RangeError, "at least 4×4");
  const nan = { ...picture, data: picture.data.map(() => NaN) };
  await assertRejects(() => upscale(nan, short), RangeError, "NaN");
});

Deno.test("estimateKernel() gives the kernel of upscale()", async () => {
  const { kernel } = await upscale(picture, short);
  assertEquals(await estimateKernel(picture, short), kernel);
});

Deno.test("upscale() looks for kernels of any family", async () => {
  const kernels: number[][] = [];
  for (const kernelPrior of ["gaussian", "motion", "random-motion"] as const) {
    const stages = new Set<string>();
    const { kernel } = await upscale(picture, {
      ...short,
      kernelPrior,
      iterations: 2,
      onProgress: ({ stage }) => void stages.add(stage),
    });
    const isWarmedUp = kernelPrior !== "gaussian";
    assertEquals([...stages], isWarmedUp ? ["warm-up", "solve"] : ["solve"]);
    assertAlmostEquals(kernel.data.reduce((a, b) => a + b), 1, 1e-5);
    assert(kernel.data.every((weight) => weight >= 0));
    kernels.push([...kernel.data]);
  }
  const [gaussian, motion, randomMotion] = kernels;
  assertNotEquals(gaussian, motion);
  assertNotEquals(motion, randomMotion);
});
