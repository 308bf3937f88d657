import { kernelSize, type ScaleFactor } from "../../src/mlmc/alignment.ts";
import type { Preset } from "../../src/mlmc/presets.ts";

/** A pass forward and two backward, by the map and by the filter. */
const PASSES = 3;
/** Image steps of an outer iteration. */
const IMAGE_STEPS = 5;
/** Blurs of an image step: forward and by the picture, and as much again for the kernel. */
const BLURS = 4;
/** Blurs of a data step, two in each of its iterations. */
const DATA_STEP_BLURS = 42;
/** The first scale with a non-local block. */
const FIRST_NON_LOCAL = 2;

/**
 * Multiply-adds of the convolutions, matrix products and blurs of a whole run.
 *
 * @param preset The settings.
 * @param scale The scale factor.
 * @returns How many there are for each pixel of the result.
 */
export function multiplyAdds(preset: Preset, scale: ScaleFactor): number {
  const { iterations, runs, hasDataStep } = preset;
  const blur = 3 * kernelSize(scale) ** 2 / scale ** 2;
  const step = PASSES * generator(preset) + BLURS * blur;
  const last = hasDataStep ? DATA_STEP_BLURS * blur : 0;
  return runs * iterations * IMAGE_STEPS * step + last;
}

/** Those of the image generator's pass forward. */
function generator({ channels, skips }: Preset): number {
  const last = channels.length - 1;
  let inputs = 3;
  return channels.reduce((sum, c, i) => {
    const [here, below] = [4 ** -i, 4 ** -(i + 1)];
    const joined = skips[i] + (i === last ? c : channels[i + 1]);
    const skip = here * inputs * skips[i];
    const down = below * 9 * (inputs * c + c * c);
    const up = here * (9 * joined * c + c * c);
    inputs = c;
    return sum + skip + down + up +
      (i < FIRST_NON_LOCAL ? 0 : below * nonLocal(c));
  }, 3 * channels[0]);
}

/** Three 1×1 convolutions to half the channels and one back, and two products with a pooled map. */
function nonLocal(c: number): number {
  const inner = c / 2;
  return 4 * c * inner + inner * inner * 5 / 4;
}
