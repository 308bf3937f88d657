import type { Raster } from "./image/raster.ts";
import type { Kernel } from "./mlmc/kernel.ts";
import type { UpscaleOptions } from "./upscale.ts";

/** The least width and height that can be upscaled: smaller, and the kernel is larger than the picture. */
export const LEAST_SIDE = 4;

/** What a user can choose from. */
export const CHOICES = {
  scale: [2, 3, 4, 8],
  preset: ["fast", "balanced", "best", "paper"],
  device: ["auto", "webgpu", "cpu"],
  alignment: ["aligned", "benchmark"],
  kernelPrior: ["gaussian", "motion", "random-motion"],
  restorer: ["dip", "usrnet"],
} as const;

/** Least and most of the whole numbers that a user gives. */
export const RANGES = {
  iterations: [1, 1_000_000],
  seed: [0, 2 ** 32 - 1],
  tile: [64, 65_536],
} as const;

/** The most noise, in levels of 255. */
export const MOST_NOISE = 50;

/** The largest side of a kernel's window. */
export const LARGEST_KERNEL = 63;

/**
 * Checks what a caller of the API gives.
 *
 * @param image The picture.
 * @param options How to upscale.
 * @throws {TypeError} If something is of the wrong type.
 * @throws {RangeError} If something has a value that cannot be.
 */
export function validate(image: Raster, options: UpscaleOptions): void {
  if (!(image?.data instanceof Float32Array)) {
    throw new TypeError("image must be { width, height, data: Float32Array }");
  }
  validateImage(image);
  if (typeof options !== "object" || options === null) {
    throw new TypeError("options must be an object with a scale");
  }
  validateOptions(options);
}

function validateImage({ width, height, data, alpha }: Raster): void {
  for (const side of [width, height]) {
    if (!Number.isInteger(side) || side < LEAST_SIDE) {
      throw new RangeError(
        `image must be at least ${LEAST_SIDE}×${LEAST_SIDE} pixels, not ${width}×${height}`,
      );
    }
  }
  checkValues("image.data", data, width * height * 3);
  if (alpha) checkValues("image.alpha", alpha, width * height);
}

function checkValues(name: string, values: Float32Array, length: number): void {
  if (values.length !== length) {
    throw new RangeError(
      `${name} must have ${length} values, not ${values.length}`,
    );
  }
  const wrong = values.findIndex((value) => !(value >= 0 && value <= 1));
  if (wrong >= 0) {
    throw new RangeError(
      `${name} must be within 0..1, but value ${wrong} is ${values[wrong]}`,
    );
  }
}

/**
 * Checks how a caller wants a picture upscaled.
 *
 * @param options How to upscale.
 * @throws {TypeError} If weights are needed and left out, or a kernel is none.
 * @throws {RangeError} If an option has a value that cannot be.
 */
export function validateOptions(options: UpscaleOptions): void {
  for (const [name, choices] of Object.entries(CHOICES)) {
    const value = options[name as keyof typeof CHOICES];
    const isLeftOut = value === undefined && name !== "scale";
    if (!isLeftOut && !(choices as readonly unknown[]).includes(value)) {
      throw new RangeError(
        `options.${name} must be one of ${choices.join(", ")}, not ${value}`,
      );
    }
  }
  for (const [name, [least, most]] of Object.entries(RANGES)) {
    const value = options[name as keyof typeof RANGES];
    if (value === undefined) continue;
    if (!Number.isInteger(value) || value < least || value > most) {
      throw new RangeError(
        `options.${name} must be a whole number from ${least} to ${most}, not ${value}`,
      );
    }
  }
  validateNoise(options.noise);
  if (options.kernel) validateKernel(options.kernel);
  if (options.restorer === "usrnet" && !options.weights) {
    throw new TypeError("options.weights are needed for the restorer usrnet");
  }
}

function validateNoise(noise: UpscaleOptions["noise"]): void {
  if (noise === undefined || noise === "auto") return;
  const isLevel = typeof noise === "number" && noise >= 0 &&
    noise <= MOST_NOISE;
  if (!isLevel) {
    throw new RangeError(
      `options.noise must be auto or a number from 0 to ${MOST_NOISE}, not ${noise}`,
    );
  }
}

function validateKernel({ size, data }: Kernel): void {
  if (!(data instanceof Float32Array) || data.length !== size ** 2) {
    throw new TypeError(
      "options.kernel must be { size, data: Float32Array } with size² weights",
    );
  }
  if (size > LARGEST_KERNEL) {
    throw new RangeError(
      `options.kernel must be at most ${LARGEST_KERNEL}×${LARGEST_KERNEL}, not ${size}×${size}`,
    );
  }
  const sum = data.reduce((a, b) => a + b, 0);
  if (!data.every(Number.isFinite) || !(sum > 0)) {
    throw new RangeError(
      "options.kernel must have finite weights with a sum above 0",
    );
  }
}
