import * as tf from "@tensorflow/tfjs";
import { assertLess } from "@std/assert";
import { type Raster, upscale, type UpscaleOptions } from "../../mod.ts";
import { enlargeBicubic } from "../../src/image/resize.ts";
import { gaussianKernel } from "../../src/mlmc/gaussian_kernel.ts";
import { Random } from "../../src/mlmc/random.ts";
import { degraded } from "../degraded.ts";
import { displacement } from "../displacement.ts";
import { blobs } from "../pictures.ts";

const gaussian = { lambda1: 2, lambda2: 2, theta: 0 };
const kernel = gaussianKernel(gaussian, 2, "aligned");
const options: UpscaleOptions = { scale: 2, kernel, noise: 0, seed: 1 };

function tensor({ width, height, data }: Raster): tf.Tensor4D {
  return tf.tensor4d(data, [1, height, width, 3]);
}

Deno.test("upscale() in tiles lies over the bicubic enlargement", async () => {
  const small = blobs(90, 70);
  const { image, tiles } = await upscale(small, {
    ...options,
    iterations: 15,
    tile: 64,
  });
  assertLess(1, tiles);
  const [a, b] = [tensor(image), tensor(enlargeBicubic(small, 2))];
  const [row, column] = displacement(square(a), square(b));
  tf.dispose([a, b]);
  assertLess(Math.abs(row), 0.25);
  assertLess(Math.abs(column), 0.25);
});

function square(x: tf.Tensor4D): tf.Tensor4D {
  const [, height, width] = x.shape;
  const side = Math.min(height, width);
  return x.slice([0, 0, 0, 0], [1, side, side, 3]);
}

type Side = "left" | "right" | "top" | "bottom";

/** How many pixels there are between a pixel and a side. */
function distanceTo(
  side: Side,
  pixel: number,
  { width, height }: { width: number; height: number },
): number {
  const [row, column] = [Math.floor(pixel / width), pixel % width];
  return {
    left: column,
    right: width - 1 - column,
    top: row,
    bottom: height - 1 - row,
  }[side];
}

/** Grey, with a bright bar along one side. */
function barAt(side: Side): Raster {
  const size = { width: 24, height: 24 };
  const data = new Float32Array(24 * 24 * 3).map((_, i) =>
    distanceTo(side, Math.floor(i / 3), size) < 3 ? 0.95 : 0.3
  );
  return { ...size, data };
}

const opposites = {
  left: "right",
  right: "left",
  top: "bottom",
  bottom: "top",
} as const;

for (const side of ["left", "top"] as const) {
  Deno.test(`upscale() of a bright bar at the ${side} leaves the other side grey`, async () => {
    const { image } = await upscale(barAt(side), {
      ...options,
      iterations: 120,
    });
    const [near, far] = [side, opposites[side]].map((s) => meanAt(image, s));
    assertLess(Math.abs(far - 0.3), 0.02, `far side ${far}`);
    assertLess(Math.abs(near - 0.95), 0.05, `bright side ${near}`);
  });
}

/** Mean of the two outermost columns or rows. */
function meanAt(image: Raster, side: Side): number {
  const outermost = image.data.filter((_, i) =>
    distanceTo(side, Math.floor(i / 3), image) < 2
  );
  return outermost.reduce((a, b) => a + b) / outermost.length;
}

function distance(a: Raster, b: Raster): number {
  const sum = a.data.reduce((s, value, i) => s + (value - b.data[i]) ** 2, 0);
  return Math.sqrt(sum / a.data.length);
}

Deno.test("upscale() does not draw noise", async () => {
  const truth = blobs(80, 64);
  const random = new Random(6);
  const small = degraded(truth, kernel, 2);
  small.data.forEach((value, i) => {
    const noisy = Math.round(255 * value + 15 * random.normal()) / 255;
    small.data[i] = Math.min(Math.max(noisy, 0), 1);
  });
  const how = { scale: 2, preset: "fast" } as const;
  const { image, noise } = await upscale(small, how);
  const { image: unaware } = await upscale(small, { ...how, noise: 0 });
  const plain = enlargeBicubic(small, 2);
  assertLess(Math.abs(noise - 15), 2.5);
  assertLess(distance(image, truth), distance(plain, truth));
  assertLess(distance(image, truth), 0.8 * distance(unaware, truth));
});
