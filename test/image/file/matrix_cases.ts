import type { Sharp } from "sharp";
import { adobeProfile, builtInProfile, greyProfile } from "./profiles.ts";

/** What is known of a picture file. */
export interface Facts {
  /** Bits a channel; 8 where left out. */
  bits?: 16;
  /** Whether it is grey. */
  isGrey?: true;
  /** Whether it has opacities. */
  hasAlpha?: true;
  /** The profile to expect of its result. */
  profile?: Uint8Array;
  /** Dots per inch. */
  density?: number;
  /** How it lies, as EXIF numbers it, if ImageMagick has to be told. */
  orientation?: number;
  /** The profile that it has, if ImageMagick has to be told. */
  unseenProfile?: "p3";
  /** Whether it has the tags of {@linkcode TAGS}. */
  hasTags?: true;
  /** Whether ImageMagick sees other colours in it. */
  isLoose?: true;
}

/** A picture file. */
export interface Case extends Facts {
  /** Its name. */
  name: string;
  /** What ImageMagick makes it with; names of profiles stand for their files. */
  convert?: string[];
  /** What the library makes it with, where ImageMagick cannot. */
  sharp?: (picture: Sharp) => Sharp;
  /** What ExifTool writes into it. */
  exiftool?: string[];
  /** The other picture that ImageMagick makes it of when all are done. */
  copyOf?: string;
}

/** Tags of each directory of EXIF, and of XMP, for ExifTool to write. */
export const TAGS = [
  "-Make=Maker",
  "-Model=Model 1",
  "-Artist=Jo",
  "-DateTimeOriginal=2021:02:03 04:05:06",
  "-UserComment=a comment",
  "-ExifImageWidth=24",
  "-ExifImageHeight=16",
  "-InteropIndex=R98",
  "-GPSLatitude=48.5",
  "-GPSLatitudeRef=N",
  "-GPSLongitude=11.25",
  "-GPSLongitudeRef=E",
  "-XMP-dc:Title=A title",
];

const GREY = "-colorspace gray";
const ALPHA = "-alpha set -channel A -fx 0.2+0.8*i/w +channel";
const CLEAR_STRIPE =
  "-chop 4x0 -background #111111 -splice 4x0 -transparent #111111";
const FLOAT = "-depth 32 -define quantum:format=floating-point";
const CMYK = "-profile srgb -profile cmyk";
const GREY_8 = { isGrey: true } as const;
const GREY_16 = { isGrey: true, bits: 16 } as const;
const WITH_ALPHA = { hasAlpha: true } as const;

const p3Profile = await builtInProfile("p3");

/** Files of ImageMagick's profiles by name. */
export const PROFILES: Record<string, Uint8Array> = {
  adobe: adobeProfile,
  grey: greyProfile,
  p3: p3Profile,
  srgb: await builtInProfile("srgb"),
  cmyk: await builtInProfile("cmyk"),
};

/** Every kind of file, with what makes it different from others. */
export const CASES: Case[] = [
  ...kindsOfPng(),
  ...kindsOfTiff(),
  ...otherKinds(),
  ...orientations(),
  ...profiles(),
  ...densities(),
  ...tags(),
];

function made(name: string, args: string, facts: Facts = {}): Case {
  return { name, convert: args.split(" "), ...facts };
}

function pngOf(type: number, bits: number): string {
  return `-depth ${bits} -define png:color-type=${type} -define png:bit-depth=${bits}`;
}

function kindsOfPng(): Case[] {
  return [
    made("rgb8.png", pngOf(2, 8)),
    made("rgb16.png", pngOf(2, 16), { bits: 16 }),
    made("rgba8.png", `${ALPHA} ${pngOf(6, 8)}`, WITH_ALPHA),
    made("rgba16.png", `${ALPHA} ${pngOf(6, 16)}`, {
      bits: 16,
      hasAlpha: true,
    }),
    ...[1, 2, 4, 8].map((bits) =>
      made(`grey${bits}.png`, `${GREY} ${pngOf(0, bits)}`, GREY_8)
    ),
    made("grey16.png", `${GREY} ${pngOf(0, 16)}`, GREY_16),
    made("greya8.png", `${GREY} ${ALPHA} ${pngOf(4, 8)}`, {
      ...GREY_8,
      ...WITH_ALPHA,
    }),
    made("greya16.png", `${GREY} ${ALPHA} ${pngOf(4, 16)}`, {
      ...GREY_16,
      ...WITH_ALPHA,
    }),
    made("palette.png", "-depth 8 -colors 60 -define png:format=png8"),
    made(
      "clear_palette.png",
      `-depth 8 ${CLEAR_STRIPE} -colors 60 -define png:format=png8`,
      WITH_ALPHA,
    ),
    made("clear_colour.png", `${CLEAR_STRIPE} ${pngOf(2, 8)}`, WITH_ALPHA),
    made("clear_grey.png", `${GREY} ${CLEAR_STRIPE} ${pngOf(0, 8)}`, {
      ...GREY_8,
      ...WITH_ALPHA,
    }),
    made("interlaced.png", `-interlace PNG ${pngOf(2, 8)}`),
  ];
}

function kindsOfTiff(): Case[] {
  return [
    made("rgb8.tif", "-depth 8 -compress none"),
    made("rgb16.tif", "-depth 16 -compress zip", { bits: 16 }),
    made("lzw.tif", "-depth 8 -compress lzw"),
    made("big_endian.tif", "-depth 16 -endian MSB", { bits: 16 }),
    made("tiles.tif", "-depth 8 -define tiff:tile-geometry=16x16"),
    made("jpeg.tif", "-depth 8 -compress jpeg -quality 95"),
    made("rgba8.tif", `${ALPHA} -depth 8`, WITH_ALPHA),
    made("rgba16.tif", `${ALPHA} -depth 16`, { bits: 16, hasAlpha: true }),
    made(
      "premultiplied.tif",
      `${ALPHA} -depth 8 -define tiff:alpha=associated`,
      WITH_ALPHA,
    ),
    made("grey4.tif", `${GREY} -depth 4`, GREY_8),
    made("grey8.tif", `${GREY} -depth 8`, GREY_8),
    made("grey16.tif", `${GREY} -depth 16`, GREY_16),
    made("greya8.tif", `${GREY} ${ALPHA} -depth 8`, {
      ...GREY_8,
      ...WITH_ALPHA,
    }),
    made("greya16.tif", `${GREY} ${ALPHA} -depth 16`, {
      ...GREY_16,
      ...WITH_ALPHA,
    }),
    made("fax.tif", "-threshold 45% -type bilevel -compress group4", GREY_8),
    made("palette.tif", "-depth 8 -colors 60 -type palette"),
    made("float.tif", FLOAT, { bits: 16 }),
    made("grey_float.tif", `${GREY} ${FLOAT}`, GREY_16),
    made("whole32.tif", "-depth 32 -define quantum:format=unsigned", {
      bits: 16,
    }),
    made("lab16.tif", "-colorspace Lab -depth 16", { bits: 16 }),
    made("cmyk8.tif", `${CMYK} -depth 8`),
    made("cmyk16.tif", `${CMYK} -depth 16`, { bits: 16 }),
    made("bare_cmyk.tif", "-colorspace CMYK -depth 8", { isLoose: true }),
  ];
}

function otherKinds(): Case[] {
  return [
    made("rgb.jpg", "-depth 8 -quality 95"),
    made("halved_chroma.jpg", "-depth 8 -quality 95 -sampling-factor 2x2"),
    made("progressive.jpg", "-depth 8 -quality 95 -interlace JPEG"),
    made("grey.jpg", `${GREY} -depth 8 -quality 95`, GREY_8),
    made("cmyk.jpg", `${CMYK} -depth 8 -quality 95`),
    made("bare_cmyk.jpg", "-colorspace CMYK -quality 95", { isLoose: true }),
    made("rgb.webp", "-depth 8 -quality 95"),
    made("lossless.webp", "-depth 8 -define webp:lossless=true"),
    made("rgba.webp", `${ALPHA} -depth 8 -quality 95`, WITH_ALPHA),
    made("rgb.gif", "-depth 8 -colors 60"),
    made("clear.gif", `-depth 8 -colors 60 ${CLEAR_STRIPE}`, WITH_ALPHA),
    made("frames.gif", "-depth 8 -colors 60 ( +clone -negate )"),
    { name: "rgb.avif", sharp: (picture) => picture.avif({ quality: 90 }) },
    {
      name: "rgb10.avif",
      bits: 16,
      sharp: (picture) =>
        picture.toColourspace("rgb16").avif({ quality: 90, bitdepth: 10 }),
    },
    {
      name: "rgba.avif",
      hasAlpha: true,
      // ImageMagick 6 does not see opacities here.
      isLoose: true,
      sharp: (picture) => picture.ensureAlpha(0.5).avif({ quality: 90 }),
    },
  ];
}

/** ImageMagick turns JPEG and TIFF by itself, but for the others has to be told. */
function orientations(): Case[] {
  const turned = (name: string, orientation: number): Case => ({
    ...made(name, "-depth 8 -quality 95"),
    exiftool: [
      `-Orientation#=${orientation}`,
      `-XMP-tiff:Orientation#=${orientation}`,
    ],
    orientation,
  });
  return [
    ...[1, 2, 3, 4, 5, 6, 7, 8].map((n) => turned(`turned${n}.jpg`, n)),
    turned("turned5.png", 5),
    turned("turned6.webp", 6),
    turned("turned7.tif", 7),
    {
      name: "turned8.avif",
      sharp: (picture) =>
        picture.withMetadata({ orientation: 8 }).avif({ quality: 90 }),
      profile: PROFILES.srgb,
    },
  ];
}

function profiles(): Case[] {
  const adobe = { profile: adobeProfile };
  const grey = { isGrey: true, profile: greyProfile } as const;
  return [
    made("adobe.png", "-profile srgb -profile adobe -depth 8", adobe),
    made("adobe16.png", "-profile srgb -profile adobe -depth 16", {
      ...adobe,
      bits: 16,
    }),
    made("adobe.jpg", "-profile srgb -profile adobe -quality 95", adobe),
    made("adobe16.tif", "-profile srgb -profile adobe -depth 16", {
      ...adobe,
      bits: 16,
    }),
    made("adobe_rgba.tif", `-profile srgb -profile adobe ${ALPHA} -depth 8`, {
      ...adobe,
      hasAlpha: true,
    }),
    made("p3.webp", "-profile srgb -profile p3 -quality 95", {
      profile: p3Profile,
    }),
    {
      name: "p3.avif",
      sharp: (picture) => picture.withIccProfile("p3").avif({ quality: 90 }),
      profile: p3Profile,
      unseenProfile: "p3",
    },
    made("grey_profile.png", `${GREY} -profile grey -depth 8`, grey),
    made("grey_profile.jpg", `${GREY} -profile grey -quality 95`, grey),
    made("grey_profile16.tif", `${GREY} -profile grey -depth 16`, {
      ...grey,
      bits: 16,
    }),
  ];
}

function densities(): Case[] {
  const inch = "-depth 8 -units PixelsPerInch -density";
  return [
    made("dense.png", `${inch} 300`, { density: 300 }),
    made("dense.jpg", `${inch} 240`, { density: 240 }),
    made("dense.tif", `${inch} 150`, { density: 150 }),
    made("metric.tif", "-depth 8 -units PixelsPerCentimeter -density 50", {
      density: 127,
    }),
    {
      ...made("dense.webp", "-depth 8 -quality 95", { density: 200 }),
      exiftool: ["-XResolution=200", "-YResolution=200", "-ResolutionUnit#=2"],
    },
  ];
}

function tags(): Case[] {
  const tagged = (name: string, args: string, more: string[] = []): Case => ({
    ...made(name, args, { hasTags: true }),
    exiftool: [...TAGS, ...more],
  });
  return [
    tagged("tags.png", "-depth 8"),
    tagged("tags.jpg", "-quality 95", ["-ThumbnailImage<=rgb.jpg"]),
    tagged("tags.webp", "-quality 95"),
    tagged("tags.tif", "-depth 8"),
    tagged("tags_big_endian.tif", "-depth 8 -endian MSB"),
    {
      name: "tags.avif",
      sharp: (picture) => picture.avif({ quality: 90 }),
      exiftool: TAGS,
      hasTags: true,
    },
    // ImageMagick puts EXIF behind the pixels, and XMP into a text.
    { name: "tags_behind.png", copyOf: "tags.jpg", hasTags: true },
  ];
}
