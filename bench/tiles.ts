/**
 * A picture solved whole with two seeds, and in tiles: how far apart are they?
 *
 *     deno run -A bench/tiles.ts [--tile 144] [--iterations 200] [--preset fast] [picture.png]
 *
 * The picture is the truth, 512×512 of its middle at most; its blurred and
 * sampled half is what is upscaled. Without one it is `../shared/data/Set5/HR/baby.png`.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { decodeImage, type PresetName, type Raster, upscale } from "../mod.ts";
import { crop } from "../src/image/crop.ts";
import { psnr } from "../src/image/metrics.ts";
import { enlargeBicubic } from "../src/image/resize.ts";
import { gaussianKernel } from "../src/mlmc/gaussian_kernel.ts";
import { degraded } from "../test/degraded.ts";

const SCALE = 2;
const SIDE = 512;
const BLUR = { lambda1: 5, lambda2: 2.5, theta: 0.6 };

const args = parseArgs(Deno.args, {
  string: ["tile", "iterations", "preset"],
  default: { tile: "144", iterations: "200", preset: "fast" },
});
const path = args._[0] ??
  new URL("../../shared/data/Set5/HR/baby.png", import.meta.url);
const truth = middle(await decodeImage(await Deno.readFile(path as string)));
const small = blurredHalf(truth);
const options = {
  scale: SCALE,
  preset: args.preset as PresetName,
  iterations: Number(args.iterations),
} as const;

const plain = enlargeBicubic(small, SCALE);
console.log(
  `${truth.width}×${truth.height}, bicubic ${decibels(plain, truth)} dB`,
);
const first = await solve("whole, seed 0", { seed: 0 });
const second = await solve("whole, seed 1", { seed: 1 });
const tiled = await solve("tiled, seed 0", {
  seed: 0,
  tile: Number(args.tile),
});
console.log(`two seeds: ${decibels(first, second)} dB apart`);
console.log(`tiled and whole: ${decibels(tiled, first)} dB apart`);

async function solve(
  name: string,
  how: { seed: number; tile?: number },
): Promise<Raster> {
  const { image, seconds, tiles } = await upscale(small, {
    ...options,
    // Whole, whatever the machine's memory.
    tile: Math.max(64, small.width, small.height),
    ...how,
  });
  console.log(
    `${name}: ${decibels(image, truth)} dB, ${tiles} tiles, ${
      seconds.toFixed(0)
    } s`,
  );
  return image;
}

function decibels(a: Raster, b: Raster): string {
  return psnr(a, b, SCALE).toFixed(2);
}

function middle(raster: Raster): Raster {
  const [width, height] = [raster.width, raster.height].map((length) =>
    Math.min(SIDE, length - length % SCALE)
  );
  const left = (raster.width - width) >> 1;
  const top = (raster.height - height) >> 1;
  return crop(raster, { left, top, width, height });
}

/** Blurred and sampled, in eight bits. */
function blurredHalf(raster: Raster): Raster {
  const kernel = gaussianKernel(BLUR, SCALE, "aligned");
  const small = degraded(raster, kernel, SCALE);
  const data = small.data.map((value) =>
    Math.round(255 * Math.min(Math.max(value, 0), 1)) / 255
  );
  return { ...small, data };
}
