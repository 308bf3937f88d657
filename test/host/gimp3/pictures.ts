import { decodeImage, encodeImage, type Raster } from "../../../mod.ts";
import { Random } from "../../../src/mlmc/random.ts";
import { mlmcHere } from "../../cli/program.ts";

/** What `formats.py` and the others select: x, y, width, height. */
export const SELECTED = [4, 3, 16, 12] as const;

const HARBOUR = new URL("../../../fixtures/harbour.png", import.meta.url);

/** Pictures of 24 × 20 pixels by the names of their files. */
export async function pictures(): Promise<Record<string, Raster>> {
  const harbour = await decodeImage(await Deno.readFile(HARBOUR));
  const { data, ...rgb } = crop(harbour, [8, 12, 24, 20]);
  const random = new Random(5);
  const [eight, sixteen] = [8, 16].map((bits) => ({ bits, isGrey: false }));
  const green = data.map((_, i) => data[3 * Math.floor(i / 3) + 1]);
  const alpha = Float32Array.from(
    { length: data.length / 3 },
    (_, i) => Math.round(255 * Math.min(1, (i % 24) / 12)) / 255,
  );
  const fine = data.map((value) => {
    const noisy = 0.9 * value + random.uniform(0, 0.05);
    return Math.round(65535 * noisy) / 65535;
  });
  const made = {
    "rgb.png": { ...rgb, data, file: eight },
    "rgba.png": { ...rgb, data, alpha, file: eight },
    "grey.png": { ...rgb, data: green, file: { bits: 8, isGrey: true } },
    "rgb16.png": { ...rgb, data: fine, file: sixteen },
  };
  return made as Record<string, Raster>;
}

/** Writes pictures into a folder. */
export async function writePictures(
  folder: string,
  rasters: Record<string, Raster>,
): Promise<void> {
  for (const [name, raster] of Object.entries(rasters)) {
    await Deno.writeFile(`${folder}/${name}`, await encodeImage(raster, "png"));
  }
}

/** What the command line makes of what is selected in a picture. */
export async function byCommandLine(raster: Raster): Promise<Raster> {
  const folder = await Deno.makeTempDir();
  try {
    await writePictures(folder, { "in.png": crop(raster, SELECTED) });
    const options = "--sf 2 --iterations 1 --device cpu --seed 0 --quiet";
    const { code, err } = await mlmcHere(
      ["in.png", ...options.split(" ")],
      folder,
    );
    if (code) throw new Error(err);
    return await decodeImage(await Deno.readFile(`${folder}/in.x2.png`));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A part of a picture. */
export function crop(
  { width, data, alpha, file }: Raster,
  [left, top, columns, rows]: readonly number[],
): Raster {
  const part = <T>(pick: (i: number) => T): T[] =>
    Array.from(
      { length: columns * rows },
      (_, i) =>
        pick((top + Math.floor(i / columns)) * width + left + i % columns),
    );
  return {
    width: columns,
    height: rows,
    data: Float32Array.from(
      part((i) => [...data.subarray(3 * i, 3 * i + 3)]).flat(),
    ),
    ...alpha && { alpha: Float32Array.from(part((i) => alpha[i])) },
    ...file && { file },
  };
}
