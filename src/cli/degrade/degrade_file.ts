import { dirname } from "node:path";
import { degradePicture } from "../../degrade/degradation.ts";
import { withNoise } from "../../degrade/picture_noise.ts";
import { pictureSeed } from "../../degrade/picture_seed.ts";
import { crop } from "../../image/crop.ts";
import { encodeImage } from "../../image/file/encode.ts";
import { flattened, type Raster } from "../../image/raster.ts";
import { writeKernelFile } from "../../kernel_file/mod.ts";
import type { Kernel } from "../../mlmc/kernel.ts";
import { Random } from "../../mlmc/random.ts";
import { Failure } from "../errors.ts";
import { readPicture } from "../read_files.ts";
import { makeFolder, type OutputFile, writeFiles } from "../write_files.ts";
import type { DataFiles } from "./data_set.ts";
import type { DegradeArguments } from "./degrade_arguments.ts";
import type { KernelSource } from "./kernel_source.ts";

/** What was made of a sharp picture. */
export interface Degraded {
  /** The low-resolution picture. */
  picture: Raster;
  /** The blur. */
  kernel: Kernel;
  /** Standard deviation of the noise, in levels of 255. */
  noise: number;
}

/**
 * Makes the test data of one sharp picture and writes them.
 *
 * @param files The picture's file and what is written.
 * @param kernels Gives its kernel.
 * @param args What the user asked for.
 * @returns What was made.
 * @throws {Failure} If a file cannot be read or written, or the picture is too small.
 */
export async function degradeFile(
  files: DataFiles,
  kernels: KernelSource,
  args: DegradeArguments,
): Promise<Degraded> {
  const { picture } = await readPicture(files.input);
  const random = new Random(pictureSeed(args.seed, files.name));
  const kernel = await kernels(files.name, random);
  const sharp = cutToFit(picture, files, kernel, args.scale);
  const blurred = degradePicture(sharp, kernel, args.scale);
  const noise = random.uniform(0, args.noise);
  const degraded = {
    picture: noise > 0 ? withNoise(blurred, noise / 255, random) : blurred,
    kernel,
    noise,
  };
  const outputs = await outputFiles(files, sharp, degraded);
  for (const { path } of outputs) makeFolder(dirname(path));
  await writeFiles(outputs);
  return degraded;
}

/** The picture without opacities, its sides multiples of the scale; the top left stays. */
function cutToFit(
  picture: Raster,
  { input }: DataFiles,
  { size }: Kernel,
  scale: number,
): Raster {
  const [width, height] = [picture.width, picture.height]
    .map((side) => side - side % scale);
  // Wrapped around more than once, a picture does not tell of its blur.
  const least = Math.max(size, scale);
  if (Math.min(width, height) < least) {
    throw new Failure(
      `${input} is too small, ${picture.width}×${picture.height} pixels, for a kernel of ${size}×${size}; give a larger picture`,
    );
  }
  const { data } = crop(flattened(picture), { left: 0, top: 0, width, height });
  const bits = picture.file?.bits ?? 8;
  return { width, height, data, file: { bits, isGrey: false } };
}

async function outputFiles(
  files: DataFiles,
  sharp: Raster,
  { picture, kernel }: Degraded,
): Promise<OutputFile[]> {
  const { output, kernel: numbers, kernelPicture } = files;
  const outputs = [
    { path: output, bytes: await encodeImage(picture, "png") },
    { path: numbers, bytes: await writeKernelFile(numbers, kernel) },
    {
      path: kernelPicture,
      bytes: await writeKernelFile(kernelPicture, kernel),
    },
  ];
  if (files.sharp) {
    const bytes = await encodeImage(sharp, "png");
    outputs.push({ path: files.sharp, bytes });
  }
  return outputs;
}
