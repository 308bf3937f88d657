import { assert, assertEquals, assertLess, assertRejects } from "@std/assert";
import sharp from "sharp";
import { decodeImage } from "../../../src/image/file/decode.ts";
import { encodeImage } from "../../../src/image/file/encode.ts";
import type { Raster } from "../../../src/image/raster.ts";
import { relativeError } from "../../close.ts";
import { smoothPicture } from "../../pictures.ts";
import { adobeProfile } from "./profiles.ts";

Deno.test("encodeImage() and decodeImage() keep every value of a PNG", async () => {
  const picture = smoothPicture(13, 7);
  const back = await decodeImage(await encodeImage(picture, "png"));
  assertEquals([back.width, back.height], [13, 7]);
  assertLess(relativeError(back.data, picture.data), 1e-6);
  assertEquals(back.alpha, undefined);
});

Deno.test("encodeImage() and decodeImage() keep the opacities of a PNG", async () => {
  const alpha = Float32Array.from({ length: 91 }, (_, i) => (i % 256) / 255);
  const picture = { ...smoothPicture(13, 7), alpha };
  const back = await decodeImage(await encodeImage(picture, "png"));
  assertLess(relativeError(back.alpha!, alpha), 1e-6);
});

Deno.test("encodeImage() writes a JPEG close to the picture", async () => {
  const picture = smoothPicture(32, 24);
  const bytes = await encodeImage(picture, "jpeg");
  assertEquals([...bytes.subarray(0, 3)], [0xff, 0xd8, 0xff]);
  const back = await decodeImage(bytes);
  const squares = back.data.map((v, i) => (v - picture.data[i]) ** 2);
  assertLess(squares.reduce((a, b) => a + b) / squares.length, 1e-3);
});

Deno.test("decodeImage() refuses what is no whole picture", async () => {
  const whole = await encodeImage(smoothPicture(32, 24), "png");
  const jpeg = await encodeImage(smoothPicture(32, 24), "jpeg");
  const cases: [Uint8Array, string][] = [
    [new Uint8Array(), "is empty"],
    [
      new TextEncoder().encode("hello, picture"),
      "is not a picture of a kind that can be read",
    ],
    [whole.slice(0, whole.length >> 1), "is cut short"],
    [whole.slice(0, whole.length - 12), "is cut short"],
    [jpeg.slice(0, jpeg.length >> 1), "is cut short"],
    [jpeg.slice(0, jpeg.length - 2), "is cut short"],
  ];
  for (const [bytes, message] of cases) {
    await assertRejects(() => decodeImage(bytes), TypeError, message);
  }
  const broken = whole.slice();
  broken[60] ^= 0xff;
  await assertRejects(() => decodeImage(broken), TypeError);
});

Deno.test("encodeImage() gives the same bytes for the same picture", async () => {
  const picture = smoothPicture(16, 16);
  assertEquals(
    await encodeImage(picture, "png"),
    await encodeImage(picture, "png"),
  );
  assert((await encodeImage(picture, "png")).length > 50);
});

Deno.test("encodeImage() lays a clear picture on white for JPEG", async () => {
  const clear = { ...smoothPicture(10, 6), alpha: new Float32Array(60) };
  const { data, alpha } = await decodeImage(await encodeImage(clear, "jpeg"));
  assertEquals(alpha, undefined);
  assert(data.every((value) => value > 0.98));
});

Deno.test("encodeImage() writes no time of day into a PNG", async () => {
  const bytes = await encodeImage(smoothPicture(10, 6), "png");
  const text = new TextDecoder("latin1").decode(bytes);
  assert(!/tEXt|iTXt|zTXt|tIME/.test(text));
});

Deno.test("encodeImage() rounds, and cuts off what is outside 0..1", async () => {
  const data = new Float32Array(48).fill(0.5019);
  data[0] = -1;
  data[1] = 2;
  const bytes = await encodeImage({ width: 4, height: 4, data }, "png");
  const levels = (await decodeImage(bytes)).data.map((value) => value * 255);
  assertEquals([...levels.slice(0, 3)].map(Math.round), [0, 255, 128]);
});

Deno.test("decodeImage() refuses a PNG without columns", async () => {
  const png = await encodeImage(smoothPicture(10, 6), "png");
  png.fill(0, 16, 20);
  await assertRejects(() => decodeImage(png), TypeError, "is 0×6 pixels");
});

/** Values of 16 bits, from black to white. */
function finePicture(width: number, height: number): Raster {
  const length = width * height * 3;
  const data = Float32Array.from(
    { length },
    (_, i) => Math.round(65535 * i / (length - 1)) / 65535,
  );
  return { width, height, data, file: { bits: 16, isGrey: false } };
}

Deno.test("encodeImage() and decodeImage() keep every value of 16 bits", async () => {
  const alpha = Float32Array.from({ length: 91 }, (_, i) => i / 90);
  for (const format of ["png", "tiff"] as const) {
    for (
      const picture of [finePicture(13, 7), { ...finePicture(13, 7), alpha }]
    ) {
      const back = await decodeImage(await encodeImage(picture, format));
      assertLess(relativeError(back.data, picture.data), 1e-7);
      assertEquals(back.alpha?.length, "alpha" in picture ? 91 : undefined);
      assertEquals(back.file, picture.file);
    }
  }
});

Deno.test("encodeImage() and decodeImage() keep every value of 8 bits in TIFF", async () => {
  const picture = smoothPicture(13, 7);
  const back = await decodeImage(await encodeImage(picture, "tiff"));
  assertLess(relativeError(back.data, picture.data), 1e-6);
});

Deno.test("decodeImage() takes the white of 10 and 12 bits for 1", async () => {
  const raw = { width: 16, height: 16, channels: 3 } as const;
  for (const bitdepth of [10, 12] as const) {
    const file = await sharp(new Uint16Array(768).fill(65535), { raw })
      .toColourspace("rgb16").avif({ bitdepth, lossless: true }).toBuffer();
    const { data, file: traits } = await decodeImage(file);
    assertEquals(traits, { bits: 16, isGrey: false });
    assert(data.every((value) => value === 1));
  }
});

Deno.test("decodeImage() reads the opacities of AVIF", async () => {
  const raw = { width: 16, height: 16, channels: 4 } as const;
  const file = await sharp(new Uint8Array(1024).fill(128), { raw })
    .avif({ quality: 90 }).toBuffer();
  const { alpha } = await decodeImage(file);
  assert(alpha!.every((value) => Math.abs(value - 128 / 255) < 0.01));
});

Deno.test("encodeImage() writes larger files of better quality", async () => {
  const picture = smoothPicture(64, 48);
  for (const format of ["jpeg", "webp"] as const) {
    const [poor, good] = await Promise.all(
      [30, 95].map((quality) => encodeImage(picture, format, { quality })),
    );
    assertLess(poor.length, good.length);
    assertEquals(good, await encodeImage(picture, format));
  }
});

Deno.test("encodeImage() refuses what a format cannot hold", async () => {
  for (const [format, width] of [["jpeg", 65_501], ["webp", 16_384]] as const) {
    const picture = { width, height: 1, data: new Float32Array(3 * width) };
    await assertRejects(
      () => encodeImage(picture, format),
      RangeError,
      `The picture is ${width}×1 pixels`,
    );
  }
});

Deno.test("encodeImage() gives grey of a profile of colours three channels", async () => {
  const picture = smoothPicture(8, 8);
  const profile = adobeProfile;
  const grey = {
    ...picture,
    file: { bits: 8, isGrey: true, profile },
  } as const;
  const { file } = await decodeImage(await encodeImage(grey, "png"));
  assertEquals(file, { bits: 8, isGrey: false, profile });
});

Deno.test("encodeImage() leaves out what JPEG has no room for", async () => {
  const xmp = new Uint8Array(70_000).fill(32);
  const file = { bits: 8, isGrey: false, xmp, density: 100_000 } as const;
  const bytes = await encodeImage({ ...smoothPicture(8, 8), file }, "jpeg");
  assertEquals((await decodeImage(bytes)).file, { bits: 8, isGrey: false });
});

Deno.test("encodeImage() divides a long profile, and decodeImage() joins it", async () => {
  const profile = new Uint8Array(200_000);
  profile.set(adobeProfile);
  new DataView(profile.buffer).setUint32(0, profile.length);
  const file = { bits: 8, isGrey: false, profile } as const;
  for (const format of ["png", "jpeg", "webp", "tiff"] as const) {
    const bytes = await encodeImage({ ...smoothPicture(8, 8), file }, format);
    assertEquals((await decodeImage(bytes)).file!.profile, profile);
  }
});

Deno.test("encodeImage() converts to sRGB what is to be without profile", async () => {
  const data = new Float32Array(3 * 64).map((_, i) => [0.2, 0.8, 0.4][i % 3]);
  const file = { bits: 16, isGrey: false, profile: adobeProfile } as const;
  const picture = { width: 8, height: 8, data, file };
  const bytes = await encodeImage(picture, "png", { strip: true });
  const back = await decodeImage(bytes);
  assertEquals(back.file, { bits: 16, isGrey: false });
  // Adobe RGB's green is stronger than any of sRGB's.
  const [red, green, blue] = back.data;
  assert(red < 0.01 && green > 0.79 && blue > 0.35, `${red} ${green} ${blue}`);
});
