import { assert, assertEquals, assertRejects } from "@std/assert";
import { decodeImage } from "../../src/image/decode.ts";
import { encodeImage } from "../../src/image/encode.ts";
import { smoothPicture } from "../pictures.ts";

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
