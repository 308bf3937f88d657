import { join } from "node:path";
import { crop } from "../../image/crop.ts";
import type { Raster } from "../../image/raster.ts";
import { flattened } from "../../image/raster.ts";
import type { ScaleFactor } from "../../mlmc/alignment.ts";
import type { Kernel } from "../../mlmc/kernel.ts";
import { Failure, fileProblem } from "../errors.ts";
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
 * @throws {Failure} If there are none, or one lacks its true picture.
 */
export function findTestFiles(
  set: string,
  model: string,
  scale: ScaleFactor,
): TestFiles[] {
  const folder = join(set, `${model}_lr_x${scale}`);
  const files = pictureNames(folder, scale).map((file) => {
    const name = file.replace(/\.png$/i, "");
    const kernel = join(set, `${model}_gt_k_x${scale}`, `${name}.mat`);
    const hr = join(set, "HR", file);
    if (!fileInfo(hr)?.isFile) {
      throw new Failure(`${hr} is missing, the true picture of ${file}`);
    }
    return {
      name,
      scale,
      lr: join(folder, file),
      hr,
      ...(fileInfo(kernel)?.isFile && { kernel }),
    };
  });
  if (files.length > 0) return files;
  throw new Failure(`${folder} holds no pictures (.png)`);
}

function pictureNames(folder: string, scale: number): string[] {
  try {
    return [...Deno.readDirSync(folder)]
      .filter(({ name, isFile }) => isFile && /^[^.].*\.png$/i.test(name))
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    throw new Failure(
      `cannot read ${folder}: ${
        fileProblem(error)
      }; make it with mlmc degrade --sf ${scale}`,
    );
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
  const { bytes: trueBytes, picture } = await readPicture(truePath);
  const size = { width: lr.width * scale, height: lr.height * scale };
  if (
    Math.floor(picture.width / scale) !== lr.width ||
    Math.floor(picture.height / scale) !== lr.height
  ) {
    throw new Failure(
      `${truePath} is ${picture.width}×${picture.height} pixels, and not ${scale} times ${path}, which is ${lr.width}×${lr.height}`,
    );
  }
  return {
    bytes: new Uint8Array([...bytes, ...trueBytes]),
    lr: flattened(lr),
    hr: crop(flattened(picture), { left: 0, top: 0, ...size }),
    ...(kernel && { kernel: await readKernel(kernel) }),
  };
}
