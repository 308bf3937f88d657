import sharp from "sharp";
import { enlargeAlpha } from "../../../src/image/alpha.ts";
import { decodeImage } from "../../../src/image/file/decode.ts";
import { encodeImage } from "../../../src/image/file/encode.ts";
import {
  extensionOf,
  type ImageFormat,
} from "../../../src/image/file/formats.ts";
import type { Raster } from "../../../src/image/raster.ts";
import { enlargeBicubic } from "../../../src/image/resize.ts";
import { type Case, CASES, PROFILES } from "./matrix_cases.ts";
import { run } from "./tools.ts";

/** A picture file that was read, enlarged twice and written. */
export interface Result {
  /** What was read. */
  input: Case;
  /** What it was read as. */
  raster: Raster;
  /** The name of the file written. */
  name: string;
  /** Its format. */
  format: ImageFormat;
  /** Whether it was to be without metadata. */
  isStripped: boolean;
  /** What ExifTool says of it, by group and tag. */
  tags: Record<string, unknown>;
  /** Its colours as ImageMagick sees them, see {@linkcode partsOf}. */
  parts: Uint8Array;
  /** The same of what was read. */
  inputParts: Uint8Array;
}

/** A file for ImageMagick to read. */
interface Seen {
  name: string;
  /** Whether it has a profile. */
  hasProfile: boolean;
  /** That profile, if ImageMagick does not see it. */
  unseenProfile?: string;
  /** How it lies, if ImageMagick does not see it. */
  orientation?: number;
}

const FORMATS: ImageFormat[] = ["png", "jpeg", "webp", "tiff"];
/** Smooth, and no two corners alike. */
const BASE =
  "-size 24x16 xc: -sparse-color barycentric 0,0,#a05046,23,0,#78966e,0,15,#6e5aa0 -depth 16 base.png";
const ORIENTATIONS =
  "top-left top-right bottom-right bottom-left left-top right-top right-bottom left-bottom";
const PART_BYTES = 4 * 4 * 3;

/** Makes all files, and reads, enlarges and writes each as each format. */
export async function matrix(): Promise<Result[]> {
  const folder = await Deno.makeTempDir({ prefix: "mlmc_matrix_" });
  try {
    await makeInputs(folder);
    const written = [];
    for (const input of CASES) written.push(...await write(folder, input));
    const tags = await tagsOf(folder, written.map(({ name }) => name));
    const parts = await partsOf(folder, written.map(seenResult));
    const inputParts = await partsOf(folder, CASES.map(seenInput));
    return written.map((result, i) => ({
      ...result,
      tags: tags[i],
      parts: parts[i],
      inputParts: inputParts[CASES.indexOf(result.input)],
    }));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function makeInputs(folder: string): Promise<void> {
  for (const [name, profile] of Object.entries(PROFILES)) {
    await Deno.writeFile(`${folder}/${name}.icc`, profile);
  }
  await run("convert", BASE.split(" "), folder);
  const base = await Deno.readFile(`${folder}/base.png`);
  for (const { name, convert, sharp: make } of CASES) {
    if (convert) {
      const args = convert.map((arg) => arg in PROFILES ? `${arg}.icc` : arg);
      await run("convert", ["base.png", ...args, name], folder);
    } else if (make) {
      await Deno.writeFile(
        `${folder}/${name}`,
        await make(sharp(base)).toBuffer(),
      );
    }
  }
  const exiftool = CASES.flatMap(({ name, exiftool }) =>
    exiftool ? ["-q", "-overwrite_original", ...exiftool, name, "-execute"] : []
  );
  await run("exiftool", exiftool, folder);
  for (const { name, copyOf } of CASES) {
    if (copyOf) await run("convert", [copyOf, name], folder);
  }
}

async function write(folder: string, input: Case) {
  const raster = await decodeImage(
    await Deno.readFile(`${folder}/${input.name}`),
  );
  const { alpha, file } = raster;
  const large = {
    ...enlargeBicubic(raster, 2),
    ...(alpha && { alpha: enlargeAlpha(alpha, raster, 2) }),
    file,
  };
  const results = [];
  for (const format of FORMATS) {
    for (const isStripped of [false, true]) {
      const name = `${input.name}${isStripped ? ".bare" : ""}.${
        extensionOf(format)
      }`;
      const bytes = await encodeImage(large, format, { strip: isStripped });
      await Deno.writeFile(`${folder}/${name}`, bytes);
      results.push({ input, raster, name, format, isStripped });
    }
  }
  return results;
}

/** What ExifTool finds in files; binary values in base64. */
async function tagsOf(
  folder: string,
  names: string[],
): Promise<Record<string, unknown>[]> {
  const wanted = ["-all", "-ICC_Profile", "-ThumbnailImage"];
  const args = ["-json", "-a", "-G1", "-n", "-b", ...wanted, ...names];
  return JSON.parse(
    new TextDecoder().decode(await run("exiftool", args, folder)),
  );
}

/** The mean colours of 4 × 4 parts of each picture, upright, on white and in sRGB: 0..255. */
async function partsOf(folder: string, files: Seen[]): Promise<Uint8Array[]> {
  const args = files.flatMap((file) => {
    const { name, hasProfile, unseenProfile, orientation = 1 } = file;
    const lie = ORIENTATIONS.split(" ")[orientation - 1];
    const given = unseenProfile ? `-profile ${unseenProfile}.icc ` : "";
    const colours = hasProfile
      ? `${given}-profile srgb.icc`
      : "-colorspace sRGB";
    return `( ${name}[0] -orient ${lie} -auto-orient -background white -alpha remove ${colours} -filter box -resize 4x4! )`
      .split(" ");
  });
  const all = await run("convert", [...args, "-depth", "8", "rgb:-"], folder);
  return files.map((_, i) =>
    all.subarray(i * PART_BYTES, (i + 1) * PART_BYTES)
  );
}

function seenInput(input: Case): Seen {
  const { profile, convert } = input;
  const hasProfile = profile !== undefined ||
    convert?.includes("-profile") === true;
  return { ...input, hasProfile };
}

function seenResult({ input, name, format, isStripped }: {
  input: Case;
  name: string;
  format: ImageFormat;
  isStripped: boolean;
}): Seen {
  return { name, hasProfile: expectsProfile(input, format, isStripped) };
}

/** Whether a result is to have its input's profile: WebP takes none of grey. */
export function expectsProfile(
  { profile, isGrey }: Case,
  format: ImageFormat,
  isStripped: boolean,
): boolean {
  return profile !== undefined && !isStripped && !(isGrey && format === "webp");
}
