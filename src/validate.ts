import type { Raster } from "./image/raster.ts";
import type { UpscaleOptions } from "./upscale.ts";

/** The least width and height that can be upscaled: smaller, and the kernel is larger than the picture. */
export const LEAST_SIDE = 4;

/** What a user can choose from. */
export const CHOICES = {
  scale: [2, 3, 4, 8],
  preset: ["fast", "paper"],
  device: ["auto", "webgpu", "cpu"],
  alignment: ["aligned", "benchmark"],
} as const;

/** Least and most of the whole numbers that a user gives. */
export const RANGES = {
  iterations: [1, 1_000_000],
  seed: [0, 2 ** 32 - 1],
} as const;

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

function validateOptions(options: UpscaleOptions): void {
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
}
