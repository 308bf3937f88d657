import { assertEquals } from "@std/assert";
import type { ImageFormat } from "../../../src/image/file/formats.ts";
import { expectsProfile, matrix, type Result } from "./matrix.ts";
import { toolsTest } from "./tools.ts";

/** A mean colour, and that of a part, may differ by so much of 0..255. */
const MEAN_TOLERANCE = 0.01 * 255;
const PART_TOLERANCE = 0.03 * 255;
const METRES_AN_INCH = 0.0254;

let results: Promise<Result[]> | undefined;

/** What is and what should be, by what it is called. */
type Comparison = Record<string, [actual: unknown, expected: unknown]>;

/** A test of all results, but for those for which there is nothing to compare. */
function resultsTest(
  name: string,
  compare: (result: Result) => Comparison | undefined,
): void {
  toolsTest(name, async () => {
    const problems: string[] = [];
    for (const result of await (results ??= matrix())) {
      for (const [what, pair] of Object.entries(compare(result) ?? {})) {
        const [actual, expected] = pair.map((value) => JSON.stringify(value));
        if (actual === expected) continue;
        problems.push(`${result.name}: ${what} ${actual}, not ${expected}`);
      }
    }
    assertEquals(problems, []);
  });
}

resultsTest(
  "decodeImage() tells depth, grey, opacity, profile and density",
  ({ input, raster }) => ({
    bits: [raster.file!.bits, input.bits ?? 8],
    isGrey: [raster.file!.isGrey, input.isGrey ?? false],
    alpha: [raster.alpha !== undefined, input.hasAlpha ?? false],
    profile: [raster.file!.profile?.length, input.profile?.length],
    density: [
      input.density ? raster.file!.density : undefined,
      input.density,
    ],
  }),
);

resultsTest("encodeImage() keeps size, depth and channels", (result) => {
  const { input, format, tags, raster } = result;
  const isTall = /^turned[5-8]/.test(input.name);
  const bits = format === "png" || format === "tiff" ? input.bits ?? 8 : 8;
  return {
    size: [tags["Composite:ImageSize"], isTall ? "32 48" : "48 32"],
    raster: [[raster.width, raster.height], isTall ? [16, 24] : [24, 16]],
    bits: [bitsOf(result), bits],
    channels: [channelsOf(result), expectedChannels(input, format)],
  };
});

function bitsOf({ format, tags }: Result): number {
  const said = {
    png: tags["PNG:BitDepth"],
    jpeg: tags["File:BitsPerSample"],
    webp: 8,
    tiff: tags["IFD0:BitsPerSample"],
  }[format];
  return parseInt(String(said));
}

function channelsOf({ format, tags }: Result): number {
  const said = {
    png: [1, 0, 3, 0, 2, 0, 4][tags["PNG:ColorType"] as number],
    jpeg: tags["File:ColorComponents"],
    webp: (tags["RIFF:WebP_Flags"] as number) & 0x10 ? 4 : 3,
    tiff: tags["IFD0:SamplesPerPixel"],
  }[format];
  return Number(said);
}

function expectedChannels(
  { isGrey, hasAlpha }: Result["input"],
  format: ImageFormat,
): number {
  const colours = isGrey && format !== "webp" ? 1 : 3;
  return colours + (hasAlpha && format !== "jpeg" ? 1 : 0);
}

resultsTest(
  "The colours stay, on the screen",
  ({ input, parts, inputParts }) => {
    if (input.isLoose) return undefined;
    const differences = [...parts].map((value, i) => value - inputParts[i]);
    const means = [0, 1, 2].map((channel) => {
      const some = differences.filter((_, i) => i % 3 === channel);
      return some.reduce((a, b) => a + b) / some.length;
    });
    const largest = (values: number[]) => Math.max(...values.map(Math.abs));
    return {
      length: [parts.length, 48],
      mean: [largest(means) <= MEAN_TOLERANCE || means, true],
      parts: [largest(differences) <= PART_TOLERANCE || differences, true],
    };
  },
);

resultsTest(
  "The result is upright, and says so",
  ({ tags }) => {
    const said = Object.entries(tags).filter(([tag]) =>
      tag.endsWith(":Orientation")
    );
    return { orientation: [said.filter(([, value]) => value !== 1), []] };
  },
);

resultsTest(
  "The profile stays, to the byte",
  ({ input, format, tags, isStripped }) => {
    const profile = expectsProfile(input, format, isStripped)
      ? `base64:${input.profile!.toBase64()}`
      : undefined;
    return { profile: [tags["ICC_Profile:ICC_Profile"], profile] };
  },
);

resultsTest("The density stays", ({ input, format, tags, isStripped }) => {
  if (!input.density || isStripped) return undefined;
  const said = {
    png: (tags["PNG-pHYs:PixelsPerUnitX"] as number) * METRES_AN_INCH,
    jpeg: tags["JFIF:XResolution"],
    webp: tags["IFD0:XResolution"],
    tiff: tags["IFD0:XResolution"],
  }[format];
  return { density: [Math.round(said as number), input.density] };
});

resultsTest(
  "EXIF, GPS and XMP stay, but for size and thumbnail",
  ({ input, tags, isStripped }) => {
    if (!input.hasTags || isStripped) return undefined;
    const expected = {
      "IFD0:Make": "Maker",
      "IFD0:Model": "Model 1",
      "IFD0:Artist": "Jo",
      "ExifIFD:DateTimeOriginal": "2021:02:03 04:05:06",
      "ExifIFD:UserComment": "a comment",
      "ExifIFD:ExifImageWidth": 48,
      "ExifIFD:ExifImageHeight": 32,
      "InteropIFD:InteropIndex": "R98",
      "GPS:GPSLatitude": 48.5,
      "GPS:GPSLongitude": 11.25,
      "XMP-dc:Title": "A title",
      "IFD1:ThumbnailImage": undefined,
    };
    return Object.fromEntries(
      Object.entries(expected).map(([tag, value]) => [tag, [tags[tag], value]]),
    );
  },
);

resultsTest(
  "A stripped result says nothing but how it is stored",
  ({ tags, isStripped }) => {
    if (!isStripped) return undefined;
    const groups = Object.keys(tags).filter((tag) =>
      /^(ICC|Exif|GPS|XMP|PNG-pHYs)/.test(tag) && !tag.startsWith("ExifTool")
    );
    return { groups: [groups, []] };
  },
);
