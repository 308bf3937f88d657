import * as tf from "@tensorflow/tfjs";
import { assert, assertEquals, assertLess, assertRejects } from "@std/assert";
import {
  type Checkpoint,
  type Kernel,
  type Progress,
  upscale,
  type UpscaleOptions,
} from "../../mod.ts";
import { enlargeBicubic } from "../../src/image/resize.ts";
import { gaussianKernel } from "../../src/mlmc/gaussian_kernel.ts";
import { degraded } from "../degraded.ts";
import { smoothPicture } from "../pictures.ts";

const gaussian = { lambda1: 2, lambda2: 1, theta: 0.4 };
const kernel = gaussianKernel(gaussian, 2, "aligned");
const short: UpscaleOptions = { scale: 2, iterations: 1, noise: 0 };
const picture = smoothPicture(100, 66);
const tiled = { ...short, tile: 64, kernel };

function distance(a: Float32Array, b: Float32Array): number {
  const squares = a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0);
  return Math.sqrt(squares / a.length);
}

Deno.test("upscale() holds a given kernel, and needs no warm-up", async () => {
  const stages = new Set<string>();
  const small = smoothPicture(12, 10);
  const result = await upscale(small, {
    ...short,
    kernel,
    onProgress: ({ stage }) => void stages.add(stage),
  });
  assertEquals([...stages], ["solve"]);
  assertEquals(result.kernel.size, kernel.size);
  assertLess(distance(result.kernel.data, kernel.data), 1e-6);
});

Deno.test("upscale() comes closer to the truth with the true kernel than bicubic", async () => {
  const truth = smoothPicture(48, 40);
  const small = degraded(truth, kernel, 2);
  const { image, doubts } = await upscale(small, {
    ...short,
    kernel,
    iterations: 100,
  });
  const plain = enlargeBicubic(small, 2);
  assertLess(
    distance(image.data, truth.data),
    distance(plain.data, truth.data),
  );
  assertEquals(doubts, []);
});

Deno.test("upscale() solves a large picture in tiles that share one kernel", async () => {
  const parts: string[] = [];
  const left: (number | undefined)[] = [];
  const result = await upscale(picture, {
    ...short,
    tile: 64,
    onProgress: async ({ stage, step, steps, part, secondsLeft, image }) => {
      if (stage !== "solve" || step !== steps) return;
      parts.push(`${part!.purpose} ${part!.index}/${part!.count}`);
      left.push(secondsLeft);
      const { width, height, data } = await image();
      assertEquals([width, height, data.length], [200, 132, 200 * 132 * 3]);
    },
  });
  assertEquals(parts, [
    "kernel 1/1",
    "tile 1/4",
    "tile 2/4",
    "tile 3/4",
    "tile 4/4",
  ]);
  assertEquals(result.tiles, 4);
  assertEquals([result.image.width, result.image.height], [200, 132]);
  assert(result.image.data.every((value) => value >= 0 && value <= 1));
  assertEquals(left.at(-1), 0);
  assert(left[0]! > left[3]! && left[3]! > 0);
});

Deno.test("upscale() goes on from a checkpoint, to the same numbers", async () => {
  const whole = await upscale(picture, tiled);
  const kept = new Map<string, Float32Array>();
  const stop = new Error("enough");
  await assertRejects(
    () =>
      upscale(picture, {
        ...tiled,
        checkpoint: kept,
        onProgress: ({ part, step }) => {
          if (part!.index === 3 && step === 2) throw stop;
        },
      }),
    Error,
    "enough",
  );
  assertEquals([...kept.keys()], ["tile 1", "tile 2"]);
  const solved = new Set<number>();
  const again = await upscale(picture, {
    ...tiled,
    checkpoint: kept,
    onProgress: ({ part }) => void solved.add(part!.index),
  });
  assertEquals([...solved], [3, 4]);
  assertEquals(again.image, whole.image);
});

Deno.test("upscale() keeps the kernels of parts in a checkpoint", async () => {
  const kept = new Map<string, Float32Array>();
  const options = { ...short, tile: 64, checkpoint: kept };
  const first = await upscale(picture, options);
  const purposes = new Set<string>();
  const again = await upscale(picture, {
    ...options,
    onProgress: ({ part }) => void purposes.add(part!.purpose),
  });
  assertEquals(purposes.size, 0);
  assertEquals(again.kernel, first.kernel);
  assertEquals(again.image, first.image);
});

Deno.test("upscale() does not trust a checkpoint of the wrong size", async () => {
  const broken: Checkpoint = { get: () => new Float32Array(7), set: () => {} };
  const whole = await upscale(picture, tiled);
  const result = await upscale(picture, { ...tiled, checkpoint: broken });
  assertEquals(result.image, whole.image);
});

Deno.test("Progress.finish() ends with the picture so far", async () => {
  const small = smoothPicture(12, 10);
  let last = 0;
  let shown: Float32Array | undefined;
  const { image } = await upscale(small, {
    ...short,
    iterations: 200,
    onProgress: async (progress) => {
      if (progress.stage !== "solve") return;
      last = progress.step;
      if (progress.step < 7) return;
      progress.finish();
      shown = (await progress.image()).data;
    },
  });
  assertEquals(last, 7);
  assertEquals(image.data, shown);
});

Deno.test("Progress.finish() leaves tiles to come as bicubic has them", async () => {
  const { image } = await upscale(picture, {
    ...tiled,
    onProgress: (progress) => {
      if (progress.part!.index === 1 && progress.step === 5) progress.finish();
    },
  });
  const plain = enlargeBicubic(picture, 2);
  const corner = image.data.length - 3;
  assertEquals(image.data.slice(corner), plain.data.slice(corner));
  assert(distance(image.data.subarray(0, 60), plain.data.subarray(0, 60)) > 0);
});

const flats: [string, number][] = [["black", 0], ["grey", 0.5], ["white", 1]];
for (const [name, value] of flats) {
  Deno.test(`upscale() keeps a picture that is all ${name}`, async () => {
    const data = new Float32Array(16 * 12 * 3).fill(value);
    const result = await upscale({ width: 16, height: 12, data }, short);
    assertEquals(result.image.data.length, 32 * 24 * 3);
    result.image.data.forEach((v) => assertLess(Math.abs(v - value), 1e-6));
    assert(result.doubts[0].includes("one colour"));
  });
}

Deno.test("upscale() keeps a picture that is all transparent so", async () => {
  const small = smoothPicture(10, 8);
  const alpha = new Float32Array(80);
  const { image } = await upscale({ ...small, alpha }, short);
  assert(image.alpha!.every((opacity) => opacity === 0));
});

Deno.test("upscale() does not let hidden colours into what can be seen", async () => {
  const small = smoothPicture(24, 16);
  const alpha = new Float32Array(24 * 16).map((_, i) => i % 24 < 12 ? 1 : 0);
  // Red is seen; green lies under what is clear.
  alpha.forEach((opacity, i) => {
    small.data.set(opacity ? [0.8 + i % 5 / 25, 0.1, 0.1] : [0, 1, 0], 3 * i);
  });
  const { image } = await upscale({ ...small, alpha }, {
    ...short,
    iterations: 60,
    kernel,
  });
  let greenest = 0;
  image.alpha!.forEach((opacity, i) => {
    if (opacity > 0) greenest = Math.max(greenest, image.data[3 * i + 1]);
  });
  assertLess(greenest, 0.25);
});

Deno.test("upscale() says so if the result explains the picture no better than bicubic", async () => {
  const { doubts } = await upscale(smoothPicture(20, 20), { ...short, kernel });
  assertEquals(doubts, [
    "the result explains the picture no better than bicubic does",
  ]);
});

Deno.test("upscale() carries over what the file says", async () => {
  const file = { bits: 16, isGrey: true, density: 300 } as const;
  const { image } = await upscale({ ...smoothPicture(8, 8), file }, short);
  assertEquals(image.file, file);
});

Deno.test("upscale() tells the noise that it reckons with", async () => {
  const small = smoothPicture(8, 8);
  const { noise } = await upscale(small, { ...short, noise: 12.5 });
  assertLess(Math.abs(noise - 12.5), 1e-9);
  const { noise: estimated } = await upscale(small, {
    ...short,
    noise: "auto",
  });
  assertEquals(estimated, 0);
});

Deno.test("upscale() refuses kernels, tiles and noise that cannot be", async () => {
  const wrong: [Partial<UpscaleOptions>, string][] = [
    [{ noise: 51 }, "options.noise"],
    [{ noise: "much" as "auto" }, "options.noise"],
    [{ tile: 32 }, "options.tile"],
    [{ kernel: { size: 65, data: new Float32Array(65 * 65) } }, "63×63"],
    [{ kernel: { size: 3, data: new Float32Array(9) } }, "a sum above 0"],
  ];
  for (const [options, message] of wrong) {
    await assertRejects(
      () => upscale(picture, { ...short, ...options }),
      RangeError,
      message,
    );
  }
  const short9 = { size: 3, data: new Float32Array(8) } as Kernel;
  await assertRejects(
    () => upscale(picture, { ...short, kernel: short9 }),
    TypeError,
    "options.kernel",
  );
});

Deno.test("upscale() leaves no tensor over after tiles and after a stop", async () => {
  const before = tf.memory().numTensors;
  await upscale(picture, tiled);
  const throwing = (progress: Progress) => {
    if (progress.part!.index === 2) throw new Error("enough");
  };
  await assertRejects(() =>
    upscale(picture, { ...tiled, onProgress: throwing })
  );
  assertEquals(tf.memory().numTensors, before);
});
