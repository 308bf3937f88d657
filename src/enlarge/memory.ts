import type { Engine } from "../engine/mod.ts";
import type { PresetName } from "../mlmc/presets.ts";

/** Memory for each pixel of the result, in bytes, as measured (bench/README.md). */
const BYTES_PER_PIXEL: Record<Engine["name"], Record<PresetName, number>> = {
  cpu: { fast: 1450, paper: 5900 },
  webgpu: { fast: 2200, paper: 9500 },
};
/** The same for the largest single map. */
const MAP_BYTES_PER_PIXEL: Record<PresetName, number> = {
  fast: 144,
  paper: 576,
};

/**
 * How large a result an engine can solve whole.
 *
 * @param engine The engine.
 * @param preset The settings.
 * @returns The most pixels of the result.
 */
export function mostPixels(
  { name, memory }: Engine,
  preset: PresetName,
): number {
  return Math.floor(Math.min(
    memory.bytes / BYTES_PER_PIXEL[name][preset],
    memory.bytesPerTensor / MAP_BYTES_PER_PIXEL[preset],
  ));
}
