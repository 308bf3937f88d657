import * as tf from "@tensorflow/tfjs";
import { assert, assertEquals, assertLess, assertRejects } from "@std/assert";
import {
  type Raster,
  type ScaleFactor,
  upscale,
  type UpscaleOptions,
} from "../../mod.ts";
import { psnr } from "../../src/image/metrics.ts";
import { enlargeBicubic } from "../../src/image/resize.ts";
import { gaussianKernel } from "../../src/mlmc/gaussian_kernel.ts";
import { degraded } from "../degraded.ts";
import { displacement } from "../displacement.ts";
import { blobs, smoothPicture } from "../pictures.ts";
import { hasWeights, publishedWeights } from "./weights.ts";

function kernelOf(scale: ScaleFactor) {
  const gaussian = { lambda1: 0.8 * scale, lambda2: 0.4 * scale, theta: 0.6 };
  return gaussianKernel(gaussian, scale, "aligned");
}

/** A test that is skipped without the published weights. */
function usrnetTest(
  name: string,
  body: (options: Omit<UpscaleOptions, "scale">) => Promise<void>,
): void {
  Deno.test({
    name: `upscale() by usrnet ${name}`,
    ignore: !hasWeights,
    fn: () =>
      body({ restorer: "usrnet", weights: publishedWeights(), noise: 0 }),
  });
}

for (const scale of [2, 3, 4, 8] as const) {
  usrnetTest(`restores a photo at scale ${scale}`, async (options) => {
    // What is finer than a pixel of the small picture is gone.
    const truth = scale === 8
      ? enlargeBicubic(blobs(40, 24), 4)
      : blobs(120, 72);
    const kernel = kernelOf(scale);
    const small = degraded(truth, kernel, scale);
    const { image } = await upscale(small, { ...options, scale, kernel });
    const plain = enlargeBicubic(small, scale);
    // No border is left out: it must be as good as the rest.
    assertLess(psnr(plain, truth, 0) + 1.5, psnr(image, truth, 0));
    const [a, b] = [image, truth].map(square);
    const [row, column] = displacement(a, b);
    tf.dispose([a, b]);
    assertLess(Math.hypot(row, column), 0.25);
  });
}

function square({ width, height, data }: Raster): tf.Tensor4D {
  return tf.tidy(() =>
    tf.tensor4d(data, [1, height, width, 3])
      .slice([0, 0, 0, 0], [1, height, height, 3])
  );
}

usrnetTest("does not let opposite borders into each other", async (options) => {
  const width = 30;
  const data = new Float32Array(width * width * 3)
    .map((_, i) => Math.floor(i / 3) % width < 3 ? 0.95 : 0.3);
  const kernel = kernelOf(2);
  const { image } = await upscale({ width, height: width, data }, {
    ...options,
    scale: 2,
    kernel,
  });
  const columns = image.data.filter((_, i) =>
    Math.floor(i / 3) % image.width >= image.width - 20
  );
  const most = columns.reduce((m, v) => Math.max(m, Math.abs(v - 0.3)), 0);
  assertLess(most, 0.01);
});

usrnetTest("gives in tiles what it gives whole", async (options) => {
  const truth = blobs(240, 160);
  const kernel = kernelOf(2);
  const small = degraded(truth, kernel, 2);
  const how = { ...options, scale: 2, kernel } as const;
  const [whole, tiled] = [
    await upscale(small, how),
    await upscale(small, { ...how, tile: 64 }),
  ];
  assertEquals([whole.tiles, tiled.tiles], [1, 6]);
  assertLess(45, psnr(whole.image, tiled.image, 0));
});

usrnetTest(
  "estimates the kernel first, and tells its steps",
  async (options) => {
    const small = smoothPicture(12, 9);
    const seen: string[] = [];
    const left: (number | undefined)[] = [];
    const how: UpscaleOptions = { ...options, scale: 2, iterations: 1 };
    const { image, kernel, tiles } = await upscale(small, {
      ...how,
      onProgress: async ({ stage, step, steps, part, ...progress }) => {
        if (stage === "warm-up") return;
        seen.push(
          `${part!.purpose} ${part!.index}/${
            part!.count
          } ${stage} ${step}/${steps}`,
        );
        left.push(progress.secondsLeft);
        assert(Number.isFinite(await progress.dataTerm()));
        assertEquals((await progress.image()).data.length, 24 * 18 * 3);
      },
    });
    assertEquals(seen.length, 16);
    assertEquals([seen[0], seen.at(-1)], [
      "kernel 1/1 solve 1/10",
      "tile 1/1 restore 6/6",
    ]);
    assertEquals([left[0], left.at(-1)], [undefined, 0]);
    assertEquals(tiles, 1);
    const solved = await upscale(small, { scale: 2, iterations: 1, noise: 0 });
    assertEquals(kernel, solved.kernel);
    const again = await upscale(small, how);
    assertEquals(again.image, image);
  },
);

usrnetTest("ends early with the picture so far", async (options) => {
  const small = smoothPicture(12, 9);
  for (const stage of ["solve", "restore"]) {
    const stages = new Set<string>();
    const { image } = await upscale(small, {
      ...options,
      scale: 2,
      iterations: 3,
      onProgress: (progress) => {
        stages.add(progress.stage);
        if (progress.stage === stage) progress.finish();
      },
    });
    assertEquals([...stages].at(-1), stage);
    const plain = enlargeBicubic(small, 2);
    assert(image.data.some((value, i) => value !== plain.data[i]));
  }
});

usrnetTest(
  "stops when the signal says so, and frees everything",
  async (options) => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const before = tf.memory().numTensors;
    await assertRejects(
      () =>
        upscale(smoothPicture(12, 9), {
          ...options,
          scale: 2,
          kernel: kernelOf(2),
          signal: controller.signal,
          onProgress: () => controller.abort(reason),
        }),
      Error,
      "enough",
    );
    assertEquals(tf.memory().numTensors, before);
  },
);

Deno.test("upscale() by usrnet needs weights", async () => {
  await assertRejects(
    () => upscale(smoothPicture(12, 9), { scale: 2, restorer: "usrnet" }),
    TypeError,
    "options.weights are needed",
  );
});
