import { encodeImage } from "../image/encode.ts";
import { kernelPicture, kernelRows } from "../image/kernel_picture.ts";
import { psnr, ssim } from "../image/metrics.ts";
import { flattened, type Raster } from "../image/raster.ts";
import { type Kernel, kernelMoments } from "../mlmc/kernel.ts";
import { upscale, type UpscaleResult } from "../upscale.ts";
import { LEAST_SIDE } from "../validate.ts";
import type { UpscaleArguments } from "./arguments.ts";
import { duration } from "./duration.ts";
import { Failure } from "./errors.ts";
import {
  checkOutputs,
  type OutputFile,
  readPicture,
  writeFiles,
} from "./files.ts";
import { ProgressPrinter } from "./progress.ts";

/** Full width at half maximum of a Gaussian of standard deviation 1. */
const FWHM = 2 * Math.sqrt(2 * Math.LN2);

/** PSNR and SSIM against the true picture. */
interface Quality {
  psnr: number;
  /** Left out where the picture is smaller than SSIM's window. */
  ssim?: number;
}

/**
 * Upscales one picture file.
 *
 * @param args What the user asked for.
 * @throws {Failure} If a file cannot be read or written.
 */
export async function upscaleCommand(args: UpscaleArguments): Promise<void> {
  const { input, output, kernelOut, reference: referencePath, scale } = args;
  const picture = await readPicture(input);
  checkSize(input, picture);
  const reference = referencePath === undefined
    ? undefined
    : await readReference(referencePath, picture, scale);
  await checkOutputs(
    kernelOut ? [output, kernelOut] : [output],
    referencePath ? [input, referencePath] : [input],
  );
  const result = await run(args, picture, reference);
  await writeFiles(await outputFiles(args, result));
  const quality = reference && measure(result.image, reference, scale);
  if (args.json) console.log(JSON.stringify(outcome(args, result, quality)));
  else if (!args.quiet) console.log(summary(args, result, quality));
}

function checkSize(path: string, { width, height }: Raster): void {
  if (Math.min(width, height) >= LEAST_SIDE) return;
  throw new Failure(
    `${path} is too small, ${width}×${height} pixels; give at least ${LEAST_SIDE}×${LEAST_SIDE}`,
  );
}

async function readReference(
  path: string,
  { width, height }: Raster,
  scale: number,
): Promise<Raster> {
  const reference = await readPicture(path);
  if (
    reference.width !== width * scale || reference.height !== height * scale
  ) {
    throw new Failure(
      `${path} is ${reference.width}×${reference.height} pixels; as the reference it must be ${
        width * scale
      }×${height * scale}, ${scale} times the input`,
    );
  }
  return flattened(reference);
}

async function run(
  args: UpscaleArguments,
  picture: Raster,
  reference: Raster | undefined,
): Promise<UpscaleResult> {
  const { scale, preset, iterations, seed, device, benchmark, quiet } = args;
  const printer = quiet ? undefined : new ProgressPrinter(scale, reference);
  try {
    return await upscale(picture, {
      scale,
      preset,
      iterations,
      seed,
      device,
      alignment: benchmark ? "benchmark" : "aligned",
      onProgress: (progress) => printer?.show(progress),
    });
  } finally {
    printer?.clear();
  }
}

async function outputFiles(
  { output, kernelOut }: UpscaleArguments,
  { image, kernel }: UpscaleResult,
): Promise<OutputFile[]> {
  const format = /\.png$/i.test(output) ? "png" : "jpeg";
  const files = [{ path: output, bytes: await encodeImage(image, format) }];
  if (kernelOut) {
    files.push({ path: kernelOut, bytes: await kernelFile(kernelOut, kernel) });
  }
  return files;
}

async function kernelFile(path: string, kernel: Kernel): Promise<Uint8Array> {
  if (/\.png$/i.test(path)) {
    return await encodeImage(kernelPicture(kernel), "png");
  }
  const rows = kernelRows(kernel).map((row) => `  ${JSON.stringify(row)}`);
  return new TextEncoder().encode(`[\n${rows.join(",\n")}\n]\n`);
}

function measure(image: Raster, reference: Raster, scale: number): Quality {
  const similarity = ssim(flattened(image), reference, scale);
  return {
    psnr: psnr(flattened(image), reference, scale),
    ...(Number.isNaN(similarity) ? {} : { ssim: similarity }),
  };
}

/** Widths in pixels. */
interface KernelWidth {
  /** That of a round kernel of the same mean variance. */
  mean: number;
  /** Along the longest axis. */
  major: number;
  /** Along the shortest axis. */
  minor: number;
}

/** Full width at half maximum of the Gaussian that spreads as the kernel does. */
function kernelWidth(kernel: Kernel): KernelWidth {
  const { major, minor } = kernelMoments(kernel);
  return {
    mean: FWHM * Math.hypot(major, minor) / Math.SQRT2,
    major: FWHM * major,
    minor: FWHM * minor,
  };
}

function outcome(
  { output, kernelOut, scale, preset, seed }: UpscaleArguments,
  { image, kernel, seconds, device }: UpscaleResult,
  quality: Quality | undefined,
): Record<string, unknown> {
  const { width, height } = image;
  return {
    output,
    kernelOut,
    width,
    height,
    scale,
    preset,
    seed,
    device,
    seconds,
    kernelWidth: kernelWidth(kernel),
    ...quality,
  };
}

function summary(
  { output, kernelOut }: UpscaleArguments,
  { image, kernel, seconds }: UpscaleResult,
  quality: Quality | undefined,
): string {
  const { width, height, alpha } = image;
  const { mean, major, minor } = kernelWidth(kernel);
  const parts = [
    `wrote ${output} (${width}×${height})${
      kernelOut ? ` and ${kernelOut}` : ""
    }`,
    duration(seconds),
    `kernel ${mean.toFixed(1)} pixels wide at half its height (${
      major.toFixed(1)
    } × ${minor.toFixed(1)})`,
  ];
  if (quality) {
    parts.push(`PSNR ${quality.psnr.toFixed(2)} dB`);
    if (quality.ssim) parts.push(`SSIM ${quality.ssim.toFixed(4)}`);
  }
  if (alpha && !/\.png$/i.test(output)) {
    parts.push("transparency laid on white, as JPEG has none");
  }
  return parts.join(", ");
}
