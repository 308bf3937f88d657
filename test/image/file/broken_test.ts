import { assert, assertEquals, assertLess, assertRejects } from "@std/assert";
import sharp from "sharp";
import { decodeImage } from "../../../src/image/file/decode.ts";
import { encodeImage } from "../../../src/image/file/encode.ts";
import { pngChunks, pngFile } from "../../../src/image/file/png_chunks.ts";
import { readTiffBlock } from "../../../src/image/file/tiff_directory.ts";
import type { Field } from "../../../src/image/file/tiff_field.ts";
import { Random } from "../../../src/mlmc/random.ts";
import { smoothPicture } from "../../pictures.ts";

const SIZE = { width: 64, height: 48 };
const MEBIBYTE = 2 ** 20;

/** A small file of each kind, and of PNG one for each library. */
async function files(): Promise<Record<string, Uint8Array>> {
  const picture = smoothPicture(SIZE.width, SIZE.height);
  const wide = { ...picture, file: { bits: 16, isGrey: false } as const };
  const png = await encodeImage(picture, "png");
  const other = await sharp(png).negate().toBuffer();
  const framed = sharp([png, other], { join: { animated: true } });
  return {
    png,
    png16: await encodeImage(wide, "png"),
    jpeg: await encodeImage(picture, "jpeg"),
    progressive: await sharp(png).jpeg({ progressive: true }).toBuffer(),
    webp: await encodeImage(picture, "webp"),
    lossless: await sharp(png).webp({ lossless: true }).toBuffer(),
    frames: await framed.clone().webp().toBuffer(),
    tiff: await encodeImage(picture, "tiff"),
    tiles: await sharp(png).tiff({ tile: true, compression: "lzw" }).toBuffer(),
    avif: await sharp(png).avif().toBuffer(),
    gif: await sharp(png).gif().toBuffer(),
    animation: await framed.gif().toBuffer(),
  };
}

/** Fails unless a file is read, or is refused in words. */
async function assertReadOrRefused(bytes: Uint8Array): Promise<void> {
  try {
    const { width, height, data } = await decodeImage(bytes);
    assertEquals(data.length, width * height * 3);
    assert(data.every((value) => value >= 0 && value <= 1));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    assert(/^is [^\n]+$/.test(error.message), error.message);
  }
}

Deno.test("decodeImage() refuses files that are cut short", async () => {
  for (const [name, bytes] of Object.entries(await files())) {
    for (let tenth = 0; tenth < 10; tenth++) {
      const start = bytes.slice(0, Math.floor(bytes.length * tenth / 10));
      await assertRejects(
        () => decodeImage(start),
        TypeError,
        tenth < 5 ? "is " : "is cut short",
        `${name}, ${tenth} tenths`,
      );
    }
  }
});

Deno.test("decodeImage() reads or refuses files with wrong bits", async () => {
  const random = new Random(1);
  for (const bytes of Object.values(await files())) {
    for (let i = 0; i < 30; i++) {
      const broken = Uint8Array.from(bytes);
      for (let flips = 1 + i % 3; flips > 0; flips--) {
        // Half of them at the beginning, where they mean most.
        const end = i % 2 ? 100 : bytes.length;
        const at = Math.floor(random.uniform(0, Math.min(end, bytes.length)));
        broken[at] ^= 1 << Math.floor(random.uniform(0, 8));
      }
      await assertReadOrRefused(broken);
    }
  }
});

Deno.test("decodeImage() refuses pixels that a JPEG library makes up", async () => {
  const { jpeg } = await files();
  const broken = jpeg.slice();
  // So many ones in a row are no code.
  const ones = Array.from({ length: 40 }, (_, i) => i % 2 ? 0 : 0xff);
  broken.set(ones, jpeg.length >> 1);
  await assertRejects(() => decodeImage(broken), TypeError, "is damaged");
});

Deno.test("decodeImage() takes needless bytes at the end", async () => {
  for (const [name, bytes] of Object.entries(await files())) {
    const long = new Uint8Array(bytes.length + 1000);
    long.set(bytes);
    const { width, height } = await decodeImage(long);
    assertEquals({ width, height }, SIZE, name);
  }
});

Deno.test("decodeImage() refuses what is no picture, whatever its name", async () => {
  const texts = [
    "hello, picture",
    "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>",
    "%PDF-1.7",
    "\0\0\0\x18ftypheic\0\0\0\0mif1heic",
    "BM",
    "\0",
  ];
  for (const text of texts) {
    await assertRejects(
      () => decodeImage(new TextEncoder().encode(text)),
      TypeError,
      "is not a picture of a kind that can be read",
    );
  }
  await assertRejects(() => decodeImage(new Uint8Array()), TypeError, "empty");
});

Deno.test("decodeImage() refuses sides that a file cannot hold, before it takes memory", async () => {
  const { png, png16, jpeg, webp, tiff, avif } = await files();
  const before = Deno.memoryUsage().rss;
  for (const [width, height] of [[30_000, 8_000], [16_000, 16_000]]) {
    const claims = [
      withPngSize(png, width, height),
      withPngSize(png16, width, height),
      withBytes(jpeg, [0xff, 0xc0], 5, [height, width], 2),
      withBytes(webp, [0x9d, 0x01, 0x2a], 3, [0xff3f, 0xff3f], 2),
      withTiffSize(tiff, width, height),
      withBytes(
        avif,
        [...new TextEncoder().encode("ispe")],
        8,
        [width, height],
        4,
      ),
    ];
    for (const claim of claims) {
      const start = performance.now();
      await assertRejects(() => decodeImage(claim), TypeError, "is ");
      assertLess(performance.now() - start, 2000);
    }
  }
  assertLess(Deno.memoryUsage().rss - before, 200 * MEBIBYTE);
  const huge = withPngSize(png, 30_000, 30_000);
  await assertRejects(
    () => decodeImage(huge),
    TypeError,
    "is 30000×30000 pixels, which is too many",
  );
});

function withPngSize(png: Uint8Array, width: number, height: number) {
  const [header, ...rest] = pngChunks(png);
  const data = header.data.slice();
  const view = new DataView(data.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  return pngFile([{ type: "IHDR", data }, ...rest]);
}

/** Writes numbers at some distance behind a mark. */
function withBytes(
  file: Uint8Array,
  mark: number[],
  distance: number,
  values: number[],
  size: number,
): Uint8Array {
  const changed = Uint8Array.from(file);
  const at = changed.findIndex((_, i) =>
    mark.every((byte, k) => changed[i + k] === byte)
  );
  assert(at >= 0);
  const numbers = values.flatMap((value) =>
    Array.from({ length: size }, (_, i) => value >> 8 * (size - 1 - i))
  );
  changed.set(numbers, at + distance);
  return changed;
}

/** Writes the first two of a directory's values, which are short here. */
function withTiffSize(tiff: Uint8Array, width: number, height: number) {
  const changed = tiff.slice();
  const { directory } = readTiffBlock(tiff)!;
  [width, height].forEach((side, i) => {
    const { origin } = directory.get(0x100 + i) as Field;
    changed.set([side, side >> 8], origin!);
  });
  return changed;
}

Deno.test("Pictures of one pixel, one column and two long rows are kept", async () => {
  for (const [width, height] of [[1, 1], [1, 500], [30_000, 2]]) {
    const picture = smoothPicture(width, height);
    for (const format of ["png", "jpeg", "tiff"] as const) {
      const back = await decodeImage(await encodeImage(picture, format));
      assertEquals([back.width, back.height], [width, height]);
    }
  }
});
