import { kernelPsnr } from "../../image/metrics.ts";
import type { Kernel } from "../../mlmc/kernel.ts";
import { measure } from "../quality.ts";
import type { MethodName } from "./evaluate_arguments.ts";
import type { Enlargement } from "./methods.ts";
import type { TestPicture } from "./test_set.ts";

/** How well a method did on a picture, or on all of a scale factor. */
export interface Figures {
  /** Decibels, of the brightness. */
  psnr: number;
  /** Of the brightness; left out where the picture is smaller than its window. */
  ssim?: number;
  /** Decibels; left out where no kernel was estimated, or the true one is unknown or of another size. */
  kernelPsnr?: number;
  /** How long it took. */
  seconds: number;
}

/** A method's figures on a picture. */
export interface EvaluationRecord extends Figures {
  /** The scale factor. */
  scale: number;
  /** The method. */
  method: MethodName;
  /** The picture's name. */
  picture: string;
}

/** A method's mean figures at a scale factor, each over the pictures that have it. */
export interface Mean extends Figures {
  /** The scale factor. */
  scale: number;
  /** The method. */
  method: MethodName;
  /** How many pictures there are figures of. */
  pictures: number;
}

/**
 * Measures what a method made of a picture, as its file of eight bits has it.
 *
 * @param enlargement What the method made.
 * @param truth The true picture and kernel.
 * @param scale The scale factor.
 * @returns The figures.
 */
export function figuresOf(
  { image, kernel, seconds }: Enlargement,
  truth: TestPicture,
  scale: number,
): Figures {
  const data = image.data.map((value) => Math.round(value * 255) / 255);
  return {
    ...measure({ ...image, data }, truth.hr, scale),
    ...(kernel && areComparable(kernel, truth.kernel) &&
      { kernelPsnr: kernelPsnr(kernel, truth.kernel) }),
    seconds,
  };
}

function areComparable(a: Kernel, b: Kernel | undefined): b is Kernel {
  return a.size === b?.size;
}

/**
 * The mean figures of each method at each scale factor.
 *
 * @param records Figures on pictures.
 * @returns One for each method and scale factor, in the order of the records.
 */
export function meansOf(records: readonly EvaluationRecord[]): Mean[] {
  const groups = Map.groupBy(
    records,
    ({ scale, method }) => `${scale} ${method}`,
  );
  return [...groups.values()].map((group) => {
    const [{ scale, method }] = group;
    return { scale, method, pictures: group.length, ...meanFigures(group) };
  });
}

function meanFigures(group: readonly Figures[]): Figures {
  const mean = (name: keyof Figures) => {
    const values = group.map((figures) => figures[name])
      .filter((value) => value !== undefined);
    if (values.length === 0) return undefined;
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  const [ssim, kernelPsnr] = [mean("ssim"), mean("kernelPsnr")];
  return {
    psnr: mean("psnr")!,
    ...(ssim !== undefined && { ssim }),
    ...(kernelPsnr !== undefined && { kernelPsnr }),
    seconds: mean("seconds")!,
  };
}
