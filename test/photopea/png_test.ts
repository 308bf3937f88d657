import { assertEquals, assertRejects } from "@std/assert";
import { encode } from "fast-png";
import { decodeImage } from "../../src/image/file/decode.ts";
import { encodeImage } from "../../src/image/file/encode.ts";
import { readPng, writePng } from "../../plugins/photopea/compute/png.ts";
import { PanelError } from "../../plugins/photopea/panel_error.ts";
import { adobeProfile } from "../image/file/profiles.ts";

const SIZE = { width: 4, height: 2 };

function samples(channels: number, most: number): number[] {
  return Array.from(
    { length: SIZE.width * SIZE.height * channels },
    (_, i) => (i * 37) % (most + 1),
  );
}

Deno.test("readPng() and writePng() keep every value, also the colours of clear pixels", async () => {
  for (const channels of [1, 2, 3, 4]) {
    for (const depth of [8, 16] as const) {
      const values = samples(channels, 2 ** depth - 1);
      const data = depth === 8
        ? Uint8Array.from(values)
        : Uint16Array.from(values);
      const raster = await readPng(encode({ ...SIZE, data, channels, depth }));
      assertEquals(raster.file?.isGrey, channels < 3);
      const back = await readPng(await writePng(raster));
      assertEquals(back, raster, `${channels} channels of ${depth} bits`);
      const peak = 2 ** depth - 1;
      const first = raster.data[channels < 3 ? 3 : 3 * 1];
      assertEquals(Math.round(first * peak), values[channels]);
    }
  }
});

Deno.test("readPng() reads what Deno's decoder reads", async () => {
  const picture = {
    ...SIZE,
    data: Float32Array.from(samples(3, 255), (v) => v / 255),
  };
  const png = await encodeImage(picture, "png");
  assertEquals((await readPng(png)).data, (await decodeImage(png)).data);
});

Deno.test("readPng() and writePng() keep the profile and the dots per inch", async () => {
  const file = {
    bits: 8,
    isGrey: false,
    profile: adobeProfile,
    density: 300,
  } as const;
  const data = new Float32Array(4 * 2 * 3).fill(0.2);
  const png = await encodeImage({ ...SIZE, data, file }, "png");
  const written = await writePng(await readPng(png));
  assertEquals((await decodeImage(written)).file, file);
});

Deno.test("readPng() reads palettes", async () => {
  const data = Uint8Array.from(samples(1, 2));
  const palette = [[255, 0, 0], [0, 255, 0], [0, 0, 255]];
  const png = encode({ ...SIZE, data, channels: 1, depth: 8, palette });
  const raster = await readPng(png);
  const expected = [...data].flatMap((i) => palette[i].map((v) => v / 255));
  assertEquals([...raster.data], expected);
  assertEquals(raster.file?.isGrey, false);
});

Deno.test("readPng() tells of a file that is no picture", async () => {
  await assertRejects(
    () => readPng(new TextEncoder().encode("no picture")),
    PanelError,
    "cannot be read",
  );
});
