import type { Samples } from "./samples.ts";
import { loadSharp, numbersOf } from "./sharp.ts";
import { withTiffMetadata } from "./tiff_metadata.ts";

/**
 * What the library calls the colours of a picture, so that it leaves them as
 * they are.
 *
 * @param samples The picture.
 * @returns The name.
 */
export function spaceOf({ channels, data }: Samples): string {
  if (data instanceof Uint16Array) return channels < 3 ? "grey16" : "rgb16";
  return channels < 3 ? "b-w" : "srgb";
}

/**
 * Converts a picture to sRGB.
 *
 * @param samples The picture.
 * @param profile What its numbers mean; if it makes no sense, they stay as they are.
 * @returns The picture, with as many channels.
 */
export async function convertedToSrgb(
  samples: Samples,
  profile: Uint8Array,
): Promise<Samples> {
  const sharp = await loadSharp();
  const { width, height, channels, data } = samples;
  const space = spaceOf(samples);
  const options = { limitInputPixels: false };
  // The library takes a profile from files alone.
  const raw = { width, height, channels };
  const bare = await sharp(data, { ...options, raw })
    .toColourspace(space).tiff({ compression: "none" }).toBuffer();
  const file = withTiffMetadata(bare, { profile });
  const depth = data instanceof Uint16Array ? "ushort" : "uchar";
  // The profile is ignored where the library would convert to a space of its
  // own choice; the conversion at the end takes it up all the same.
  const converted = await sharp(file, { ...options, ignoreIcc: true })
    .toColourspace(space).withIccProfile("srgb", { attach: false })
    .raw({ depth }).toUint8Array();
  const numbers = numbersOf(converted.data, depth);
  if (channels >= 3) return { ...samples, data: numbers };
  // Grey comes back as colours, which are equal.
  const stride = converted.info.channels;
  const grey = data.map((_, i) =>
    numbers[Math.floor(i / channels) * stride + (i % channels === 0 ? 0 : 3)]
  );
  return { ...samples, data: grey };
}
