import { cutOff } from "../../src/image/resize.ts";
import { crop } from "../../src/image/crop.ts";
import { decodeImage } from "../../src/image/file/decode.ts";
import type { Raster } from "../../src/image/raster.ts";
import { estimateNoise } from "../../src/image/noise/noise.ts";
import { drawDataKernel } from "../../src/degrade/data_kernels.ts";
import { degradePicture } from "../../src/degrade/degradation.ts";
import { withNoise } from "../../src/degrade/picture_noise.ts";
import type { ScaleFactor } from "../../src/mlmc/alignment.ts";
import type { Kernel } from "../../src/mlmc/kernel.ts";
import type { KernelPrior } from "../../src/mlmc/kernel_prior.ts";
import { Random } from "../../src/mlmc/random.ts";
import { rounded } from "./rounded.ts";

const SHARED = new URL("../../../shared/", import.meta.url);

/** A picture that is known, and what was made of it. */
export interface Case {
  /** What it is called in the tables. */
  name: string;
  /** Whether the recipe was tuned on it. */
  isTuned: boolean;
  scale: ScaleFactor;
  /** The low-resolution picture. */
  lr: Raster;
  /** The truth. */
  hr: Raster;
  /** The true kernel. */
  kernel: Kernel;
  /** What the solver is told of it. */
  told: { kernelPrior: KernelPrior; noise: number };
  /** What the reference made of it, where it was run. */
  reference?: Reference;
}

/** What the reference made of a picture. */
export interface Reference {
  psnr: number;
  ssim: number;
  kernelPsnr: number;
  /** Its PSNR after that many image steps. */
  curve: [step: number, psnr: number][];
}

/** The pictures that the reference was run on; the recipe was tuned on butterfly and head. */
export const REFERENCE_NAMES = [
  "butterfly_x2",
  "butterfly_x4",
  "head_x4",
  "bird_x2",
  "bird_x4",
  "woman_x2",
  "woman_x4",
];

/** A picture of Set5, its scale factor, its kernel's family, its noise in levels and its seed. */
type Variant = [string, ScaleFactor, KernelPrior, number, number];

const VARIANTS: Variant[] = [
  ["baby", 2, "gaussian", 0, 2],
  ["baby", 4, "gaussian", 0, 1],
  ["head", 2, "gaussian", 0, 1],
  ["bird", 2, "gaussian", 0, 3],
  ["woman", 3, "gaussian", 0, 4],
  ["bird", 4, "gaussian", 0, 5],
  ["bird", 2, "motion", 0, 6],
  ["woman", 2, "motion", 0, 7],
  ["bird", 2, "gaussian", 4, 8],
  ["woman", 4, "gaussian", 8, 9],
];

/** Names of the pictures that are made here. */
export const VARIANT_NAMES = VARIANTS.map(nameOf);

/**
 * Reads or makes a picture.
 *
 * @param name One of the names above.
 * @returns The picture.
 */
export async function caseOf(name: string): Promise<Case> {
  const variant = VARIANTS.find((variant) => nameOf(variant) === name);
  return variant ? await makeCase(variant) : await referenceCase(name);
}

function nameOf([name, scale, prior, noise]: Variant): string {
  return `${name}_x${scale}_${prior}${noise ? `_noise${noise}` : ""}`;
}

function isTuned(name: string): boolean {
  return /^(butterfly|head|baby)/.test(name);
}

async function referenceCase(name: string): Promise<Case> {
  const at = (file: string) => new URL(`reference/${name}/${file}`, SHARED);
  const json = (file: string) => JSON.parse(Deno.readTextFileSync(at(file)));
  const rows: number[][] = json("kernel_true.json");
  const { scale, mlmc, kernel_psnr } = json("result.json");
  const curve: { step: number; psnr: number }[] = json("curve.json");
  return {
    name,
    isTuned: isTuned(name),
    scale,
    lr: await decodeImage(Deno.readFileSync(at("lr.png"))),
    hr: await decodeImage(Deno.readFileSync(at("hr.png"))),
    kernel: { size: rows.length, data: Float32Array.from(rows.flat()) },
    told: { kernelPrior: "gaussian", noise: 0 },
    reference: {
      ...mlmc,
      kernelPsnr: kernel_psnr,
      curve: curve.map(({ step, psnr }) => [step, rounded(psnr, 2)]),
    },
  };
}

/** A crop of the middle, blurred by a random kernel, made noisy, rounded to 8 bits. */
async function makeCase(variant: Variant): Promise<Case> {
  const [picture, scale, kernelPrior, levels, seed] = variant;
  const file = new URL(`data/Set5/HR/${picture}.png`, SHARED);
  const whole = await decodeImage(Deno.readFileSync(file));
  const side = scale === 2 ? 128 : 40 * scale;
  const hr = crop(whole, {
    left: (whole.width - side) >> 1,
    top: (whole.height - side) >> 1,
    width: side,
    height: side,
  });
  const random = new Random(seed);
  const kernel = drawDataKernel(random, kernelPrior, scale, 0);
  const blurred = degradePicture(hr, kernel, scale);

  const noisy = withNoise(blurred, levels / 255, random);
  const data = cutOff(noisy.data).map((v) => Math.round(v * 255) / 255);
  const lr = { ...noisy, data };
  return {
    name: nameOf(variant),
    isTuned: isTuned(picture),
    scale,
    lr,
    hr,
    kernel,
    told: { kernelPrior, noise: levels === 0 ? 0 : await estimateNoise(lr) },
  };
}
