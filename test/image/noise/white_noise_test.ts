import { assert, assertEquals, assertLess } from "@std/assert";
import { decodeImage } from "../../../src/image/file/decode.ts";
import { estimateWhiteNoise } from "../../../src/image/noise/white_noise.ts";
import { Random } from "../../../src/mlmc/random.ts";
import { smoothPicture } from "../../pictures.ts";

function noisy(width: number, height: number, levels: number) {
  const random = new Random(3);
  const picture = smoothPicture(width, height);
  const data = picture.data.map((value) => {
    const level = Math.round(value * 255 + levels * random.normal());
    return Math.min(Math.max(level, 0), 255) / 255;
  });
  return { ...picture, data };
}

for (const levels of [2, 5, 10, 25]) {
  Deno.test(`estimateWhiteNoise() finds ${levels} levels of noise`, async () => {
    for (const [width, height] of [[64, 48], [181, 97]]) {
      const found = 255 *
        await estimateWhiteNoise(noisy(width, height, levels));
      assertLess(Math.abs(found / levels - 1), 0.12, `${found} for ${levels}`);
    }
  });
}

Deno.test("estimateWhiteNoise() finds less than a level where there is none", async () => {
  assertLess(255 * await estimateWhiteNoise(noisy(64, 48, 0)), 1);
});

Deno.test("estimateWhiteNoise() gives 0 for a flat or tiny picture", async () => {
  const flat = {
    width: 40,
    height: 30,
    data: new Float32Array(3600).fill(0.5),
  };
  assertEquals(await estimateWhiteNoise(flat), 0);
  assertEquals(await estimateWhiteNoise(noisy(6, 40, 20)), 0);
  assertEquals(await estimateWhiteNoise(noisy(12, 12, 20)), 0);
});

Deno.test("estimateWhiteNoise() finds noise on what is black for the most part", async () => {
  const picture = noisy(64, 64, 10);
  picture.data = picture.data.map((value, i) => i % 192 < 150 ? 0 : value);
  const found = 255 * await estimateWhiteNoise(picture);
  assert(found > 1 && found < 11, `${found}`);
});

for (const name of ["harbour", "nautilus"]) {
  Deno.test(`estimateWhiteNoise() does not take the texture of ${name} for noise`, async () => {
    const url = new URL(`../../../fixtures/${name}.png`, import.meta.url);
    const picture = await decodeImage(await Deno.readFile(url));
    assertLess(255 * await estimateWhiteNoise(picture), 1.5);
  });
}
