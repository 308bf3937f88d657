import { assert, assertEquals, assertLess, assertRejects } from "@std/assert";
import { decodeImage } from "../../src/image/decode.ts";
import { encodeImage } from "../../src/image/encode.ts";
import { relativeError } from "../close.ts";
import { smoothPicture } from "../pictures.ts";

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
    [new TextEncoder().encode("hello, picture"), "is not a PNG or JPEG"],
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
