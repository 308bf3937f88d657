import { assert, assertEquals, assertLess } from "@std/assert";
import { Image } from "imagescript";
import { decodeImage } from "../../../src/image/file/decode.ts";
import { estimateBlocking } from "../../../src/image/noise/blocks.ts";
import type { Raster } from "../../../src/image/raster.ts";
import { crop } from "../../../src/image/crop.ts";

const harbour = await decodeImage(
  await Deno.readFile(
    new URL("../../../fixtures/harbour_hr.png", import.meta.url),
  ),
);

async function asJpeg({ width, height, data }: Raster, quality: number) {
  const image = new Image(width, height);
  for (let i = 0; i < width * height; i++) {
    const pixel = data.subarray(3 * i, 3 * i + 3).map((v) =>
      Math.round(v * 255)
    );
    image.bitmap.set([...pixel, 255], 4 * i);
  }
  return await decodeImage(await image.encodeJPEG(quality as 60));
}

Deno.test("estimateBlocking() finds no blocks in a picture that was never a JPEG", () => {
  assertEquals(estimateBlocking(harbour), 0);
  const tiny = { width: 5, height: 9, data: new Float32Array(135) };
  assertEquals(estimateBlocking(tiny), 0);
});

Deno.test("estimateBlocking() finds more the lower the quality", async () => {
  const found = [];
  for (const quality of [40, 20, 10]) {
    found.push(255 * estimateBlocking(await asJpeg(harbour, quality)));
  }
  assert(
    found[0] > 0 && found[1] > found[0] && found[2] > found[1],
    `${found}`,
  );
  assertLess(found[2], 20);
});

Deno.test("estimateBlocking() finds blocks wherever they begin", async () => {
  const jpeg = await asJpeg(harbour, 20);
  const part = crop(jpeg, {
    left: 3,
    top: 5,
    width: jpeg.width - 3,
    height: jpeg.height - 5,
  });
  assert(estimateBlocking(part) > 0);
});
