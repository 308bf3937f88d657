import { assert, assertEquals, assertLess } from "@std/assert";
import { estimateGrain } from "../../../src/image/noise/grain.ts";
import { estimateNoise } from "../../../src/image/noise/noise.ts";
import { estimateWhiteNoise } from "../../../src/image/noise/white_noise.ts";
import { Random } from "../../../src/mlmc/random.ts";
import { smoothPicture } from "../../pictures.ts";

const [WIDTH, HEIGHT] = [120, 90];

/** A soft gradient with grain that is as coarse as a mean over `size` × `size` pixels. */
function grainy(levels: number, size: number) {
  const random = new Random(9);
  const noise = Array.from(
    { length: 3 * (WIDTH + size) * (HEIGHT + size) },
    () => random.normal(),
  );
  const data = Float32Array.from({ length: 3 * WIDTH * HEIGHT }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % WIDTH, Math.floor(i / 3 / WIDTH)];
    let sum = 0;
    for (let dy = 0; dy < size; dy++) {
      for (let dx = 0; dx < size; dx++) {
        sum += noise[3 * ((y + dy) * (WIDTH + size) + x + dx) + i % 3];
      }
    }
    const level = 90 + x / 2 + levels * sum / size;
    return Math.round(level) / 255;
  });
  return { width: WIDTH, height: HEIGHT, data };
}

Deno.test("estimateGrain() measures fine and coarse grain, a little low", () => {
  for (const size of [1, 2]) {
    const found = 255 * estimateGrain(grainy(8, size));
    assert(found > 4.5 && found < 8.5, `${found}`);
  }
});

Deno.test("estimateNoise() sees coarse grain that is not white", async () => {
  const picture = grainy(8, 2);
  const white = 255 * await estimateWhiteNoise(picture);
  const noise = 255 * await estimateNoise(picture);
  assertLess(white, 5);
  assert(noise > white && noise < 9, `${noise}, white ${white}`);
});

Deno.test("estimateNoise() gives 0 for a picture without noise", async () => {
  assertEquals(await estimateNoise(smoothPicture(WIDTH, HEIGHT)), 0);
  assertEquals(await estimateNoise(smoothPicture(20, 9)), 0);
});

Deno.test("estimateGrain() gives 0 for a picture too small to tell", () => {
  assertEquals(estimateGrain(smoothPicture(30, 40)), 0);
  assertEquals(estimateGrain(smoothPicture(3, 400)), 0);
});
