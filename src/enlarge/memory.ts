import type { Engine } from "../engine/mod.ts";
import type { PresetName } from "../mlmc/presets.ts";

/** What a picture is solved or restored with. */
type Method = PresetName | "usrnet";

/** What takes the memory: an image generator, by its width, or USRNet. */
type Memory = "narrow" | "wide" | "usrnet";

/** What the methods hold. */
const HELD: Record<Method, Memory> = {
  fast: "narrow",
  balanced: "narrow",
  best: "narrow",
  paper: "wide",
  usrnet: "usrnet",
};

/** Memory for each pixel of the result, in bytes, as measured (bench/README.md). */
const BYTES_PER_PIXEL: Record<Engine["name"], Record<Memory, number>> = {
  cpu: { narrow: 1150, wide: 5900, usrnet: 650 },
  webgpu: { narrow: 2200, wide: 9500, usrnet: 1400 },
};
/** The same for the largest single map. */
const MAP_BYTES_PER_PIXEL: Record<Memory, number> = {
  narrow: 72,
  wide: 576,
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
    memory.bytes / BYTES_PER_PIXEL[name][HELD[method]],
    memory.bytesPerTensor / MAP_BYTES_PER_PIXEL[HELD[method]],
  ));
}
