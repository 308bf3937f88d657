/**
 * Noisy pictures, upscaled as if there were no noise, and with the noise that
 * is estimated:
 *
 *     deno run -A bench/noise.ts [--side 96] [--sf 2] [picture.png …]
 *
 * Each picture is a truth; its middle is blurred, sampled, and given Gaussian
 * noise of some levels or saved as a JPEG. Without pictures they are
 * `butterfly` and `head` of `../shared/data/Set5/HR`.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import {
  decodeImage,
  encodeImage,
  type Raster,
  type ScaleFactor,
  upscale,
} from "../mod.ts";
import { crop } from "../src/image/crop.ts";
import { psnr } from "../src/image/metrics.ts";
import { enlargeBicubic } from "../src/image/resize.ts";
import { gaussianKernel } from "../src/mlmc/gaussian_kernel.ts";
import { Random } from "../src/mlmc/random.ts";
import { degraded } from "../test/degraded.ts";

/** Levels of noise, or qualities of JPEG. */
const DAMAGES = ["noise 0", "noise 5", "noise 15", "jpeg 50"];

const args = parseArgs(Deno.args, {
  string: ["side", "sf", "_"],
  default: { side: "96", sf: "2" },
});
const scale = Number(args.sf) as ScaleFactor;
const folder = new URL("../../shared/data/Set5/HR/", import.meta.url);
const pictures = args._.length > 0
  ? args._
  : ["butterfly", "head"].map((name) =>
    new URL(`${name}.png`, folder).pathname
  );

console.log("| picture | damage | reckoned with | bicubic | unaware | aware |");
console.log("| --- | --- | --- | --- | --- | --- |");
for (const path of pictures) {
  const truth = middle(await decodeImage(await Deno.readFile(path)));
  for (const damage of DAMAGES) console.log(await row(path, truth, damage));
}

async function row(
  path: string,
  truth: Raster,
  damage: string,
): Promise<string> {
  const variance = scale / 2;
  const blur = {
    lambda1: 2 * variance ** 2,
    lambda2: variance ** 2,
    theta: 0.6,
  };
  const kernel = gaussianKernel(blur, scale, "aligned");
  const small = await damaged(degraded(truth, kernel, scale), damage);
  const decibels = (image: Raster) => psnr(image, truth, scale).toFixed(2);
  const unaware = await upscale(small, { scale, noise: 0 });
  const aware = await upscale(small, { scale });
  const cells = [
    /([^/]*)\.\w+$/.exec(path)![1],
    damage,
    `${aware.noise.toFixed(1)} levels`,
    decibels(enlargeBicubic(small, scale)),
    decibels(unaware.image),
    decibels(aware.image),
  ];
  return `| ${cells.join(" | ")} |`;
}

/** In eight bits. */
async function damaged(picture: Raster, damage: string): Promise<Raster> {
  const [kind, amount] = damage.split(" ");
  const levels = kind === "noise" ? Number(amount) : 0;
  const random = new Random(5);
  const data = picture.data.map((value) => {
    const level = Math.round(255 * value + levels * random.normal());
    return Math.min(Math.max(level, 0), 255) / 255;
  });
  const noisy = { ...picture, data };
  if (kind !== "jpeg") return noisy;
  const bytes = await encodeImage(noisy, "jpeg", { quality: Number(amount) });
  return await decodeImage(bytes);
}

function middle(raster: Raster): Raster {
  const side = Number(args.side);
  const left = (raster.width - side) >> 1;
  const top = (raster.height - side) >> 1;
  return crop(raster, { left, top, width: side, height: side });
}
