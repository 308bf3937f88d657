import type { Engine } from "../engine/mod.ts";
import type { PresetName } from "../mlmc/presets.ts";

/** What a picture is solved or restored with. */
type Method = PresetName | "usrnet";

/** Memory for each pixel of the result, in bytes, as measured (bench/README.md). */
const BYTES_PER_PIXEL: Record<Engine["name"], Record<Method, number>> = {
  cpu: { fast: 1450, paper: 5900, usrnet: 650 },
  webgpu: { fast: 2200, paper: 9500, usrnet: 1400 },
};
/** The same for the largest single map. */
const MAP_BYTES_PER_PIXEL: Record<Method, number> = {
  fast: 144,
  paper: 576,
  usrnet: 64,
};

/**
 * How large a result an engine can solve whole.
 *
 * @param engine The engine.
 * @param method The settings of the solver, or the restorer.
 * @returns The most pixels of the result.
 */
export function mostPixels(
  { name, memory }: Engine,
  method: Method,
): number {
  return Math.floor(Math.min(
    memory.bytes / BYTES_PER_PIXEL[name][method],
    memory.bytesPerTensor / MAP_BYTES_PER_PIXEL[method],
  ));
}
