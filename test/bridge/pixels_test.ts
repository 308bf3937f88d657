import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  pictureOf,
  pixelsOf,
  readPixels,
} from "../../plugins/gimp-bridge/pixels.ts";
import { RequestError } from "../../plugins/gimp-bridge/request_error.ts";

const WIDTH = 5;
const HEIGHT = 4;

/** Numbers of every kind, the last pixel not opaque unless asked for. */
function pixels(channels: number, bits: number, isOpaque = false) {
  const length = WIDTH * HEIGHT * channels * bits / 8;
  const bytes = Uint8Array.from(
    { length },
    (_, i) =>
      channels % 2 === 0 && isOpaque && i % (channels * bits / 8) >=
          (channels - 1) * bits / 8
        ? 255
        : 37 * i % 256,
  );
  return {
    width: WIDTH,
    height: HEIGHT,
    channels,
    bits,
    data: bytes.toBase64(),
  };
}

for (const bits of [8, 16]) {
  for (const channels of [1, 2, 3, 4]) {
    Deno.test(`pixelsOf() gives back what readPixels() read, ${channels} channels of ${bits} bits`, () => {
      for (const isOpaque of [false, true]) {
        const message = pixels(channels, bits, isOpaque);
        const samples = readPixels(message, 2);
        const picture = pictureOf(samples);
        const hasAlpha = channels % 2 === 0 && !isOpaque;
        assertEquals(picture.alpha !== undefined, hasAlpha);
        assertEquals(pixelsOf(picture, samples) as unknown, message);
      }
    });
  }
}

Deno.test("pictureOf() takes the low byte of 16 bits for the first", () => {
  const data = new Uint8Array(2 * WIDTH * HEIGHT);
  data.set([0x34, 0x12]);
  const message = { ...pixels(1, 16), data: data.toBase64() };
  const picture = pictureOf(readPixels(message, 2));
  assert(Math.abs(picture.data[0] - 0x1234 / 0xffff) < 1e-7);
});

Deno.test("readPixels() says what is wrong", () => {
  const good = pixels(3, 8);
  for (
    const [wrong, message] of [
      [null, "a width and a height of at least 4, not undefined and undefined"],
      [5, "a width and a height"],
      [{ ...good, width: 3 }, "at least 4, not 3 and 4"],
      [{ ...good, height: "4" }, "a width and a height"],
      [{ ...good, channels: 5 }, "1 to 4 channels of 8 or 16 bits"],
      [{ ...good, bits: 32 }, "1 to 4 channels of 8 or 16 bits"],
      [{ ...good, data: undefined }, "pixels.data must be base64"],
      [{ ...good, data: "?" }, "pixels.data must be base64"],
      [{ ...good, data: "" }, "pixels.data must have 60 bytes, not 0"],
      [{ ...good, width: 1e9 }, "larger than 256 MiB"],
      [{ ...good, width: 1e308, height: 1e308 }, "larger than 256 MiB"],
    ]
  ) {
    assertThrows(
      () => readPixels(wrong, 2),
      RequestError,
      message as string,
    );
  }
});
