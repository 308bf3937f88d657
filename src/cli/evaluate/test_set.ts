import { join } from "node:path";
import { crop } from "../../image/crop.ts";
import { flattened, type Raster } from "../../image/raster.ts";
import type { ScaleFactor } from "../../mlmc/alignment.ts";
import type { Kernel } from "../../mlmc/kernel.ts";
import { Failure, fileProblem, UsageError } from "../errors.ts";
import { readKernel } from "../kernel_file.ts";
import { fileInfo } from "../paths.ts";
import { readPicture } from "../read_files.ts";

/** Where a picture of test data and what it was made from lie. */
export interface TestFiles {
  /** The picture's name, without an extension. */
  name: string;
  /** The scale factor. */
  scale: ScaleFactor;
  /** The low-resolution picture's file. */
  lr: string;
  /** The true picture's. */
  hr: string;
  /** The kernel's, if there is one. */
  kernel?: string;
}

/** A picture of test data and what it was made from. */
export interface TestPicture {
  /** The files of both pictures, one after the other. */
  bytes: Uint8Array<ArrayBuffer>;
  /** The low-resolution picture. */
  lr: Raster;
  /** The true picture, cut to the size of the enlargement. */
  hr: Raster;
  /** The kernel, if there is one. */
  kernel?: Kernel;
}

/**
 * Finds the pictures of a set of test data.
 *
 * @param set The set's folder.
 * @param model What the folders' names begin with.
 * @param scale The scale factor.
 * @returns The files, by name.
 * @throws {UsageError} If there are none.
 * @throws {Failure} If a folder cannot be read.
 */
export function findTestFiles(
  set: string,
  model: string,
  scale: ScaleFactor,
): TestFiles[] {
  if (!fileInfo(set)?.isDirectory) {
    throw new UsageError(
      `there is no folder ${set}; give one that mlmc degrade made`,
    );
  }
  const folder = join(set, `${model}_lr_x${scale}`);
  const remedy = `make it with mlmc degrade --sf ${scale}`;
  const files = namesIn(folder, remedy).filter((file) => /\.png$/i.test(file));
  if (files.length === 0) {
    throw new UsageError(`there are no pictures (.png) in ${folder}`);
  }
  const sharp = join(set, "HR");
  const sharps = namesIn(sharp, "put the true pictures there");
  return files.map((file) => {
    const name = stem(file);
    const kernel = join(set, `${model}_gt_k_x${scale}`, `${name}.mat`);
    // mlmc degrade takes sharp pictures of any kind.
    const isMissing = !sharps.includes(file);
    const other = isMissing && sharps.find((other) => stem(other) === name);
    return {
      name,
      scale,
      lr: join(folder, file),
      hr: join(sharp, other || file),
      ...(fileInfo(kernel)?.isFile && { kernel }),
    };
  });
}

function stem(file: string): string {
  return file.replace(/\.[^.]+$/, "");
}

function namesIn(folder: string, remedy: string): string[] {
  if (!fileInfo(folder)?.isDirectory) {
    throw new UsageError(`there is no folder ${folder}; ${remedy}`);
  }
  try {
    return [...Deno.readDirSync(folder)]
      .filter(({ name, isDirectory }) => !isDirectory && !name.startsWith("."))
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    throw new Failure(`cannot read ${folder}: ${fileProblem(error)}`);
  }
}

/**
 * Reads a picture of test data.
 *
 * @param files Its files.
 * @returns The picture, the true one and the kernel.
 * @throws {Failure} If one cannot be read or the sizes do not fit.
 */
export async function readTestPicture(
  { lr: path, hr: truePath, scale, kernel }: TestFiles,
): Promise<TestPicture> {
  const { bytes, picture: lr } = await readPicture(path);
  const { bytes: trueBytes, picture: hr } = await readPicture(truePath);
  if (
    Math.floor(hr.width / scale) !== lr.width ||
    Math.floor(hr.height / scale) !== lr.height
  ) {
    throw new Failure(
      `${truePath} is ${hr.width}×${hr.height} pixels, and not ${scale} times ${path}, which is ${lr.width}×${lr.height}; put the picture there that it was made from`,
    );
  }
  const size = { width: lr.width * scale, height: lr.height * scale };
  return {
    bytes: await new Blob([bytes, trueBytes]).bytes(),
    lr: plain(lr),
    hr: crop(plain(hr), { left: 0, top: 0, ...size }),
    ...(kernel && { kernel: await readKernel(kernel) }),
  };
}

/** The colours alone: whatever else a file says would go into the results' files. */
function plain(picture: Raster): Raster {
  const { width, height, data } = flattened(picture);
  return { width, height, data };
}
