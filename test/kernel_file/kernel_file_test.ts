import {
  assert,
  assertEquals,
  assertLess,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { encodeImage } from "../../src/image/file/encode.ts";
import { pngChunks, pngFile } from "../../src/image/file/png_chunks.ts";
import { deflated } from "../../src/image/file/deflate.ts";
import {
  KERNEL_EXTENSIONS,
  KernelFileError,
  readKernelFile,
  writeKernelFile,
} from "../../src/kernel_file/mod.ts";
import { gaussianKernel } from "../../src/mlmc/gaussian_kernel.ts";
import { Random } from "../../src/mlmc/random.ts";
import { messageOf } from "../../src/cli/errors.ts";
import { smoothPicture } from "../pictures.ts";

const GAUSSIAN = { lambda1: 9, lambda2: 3, theta: 0.5 };
const kernel = gaussianKernel(GAUSSIAN, 3, "benchmark");
const MEBIBYTE = 2 ** 20;

/** Fails unless a file is refused with these words. */
async function assertRefused(
  name: string,
  bytes: Uint8Array | string,
  words: string,
): Promise<void> {
  const content = typeof bytes === "string"
    ? Uint8Array.from(bytes, (character) => character.charCodeAt(0))
    : bytes;
  const error = await assertRejects(
    () => readKernelFile(name, content),
    KernelFileError,
  );
  assertStringIncludes(error.message, words);
}

for (const extension of KERNEL_EXTENSIONS) {
  const name = `k${extension}`;

  Deno.test(`readKernelFile() reads what writeKernelFile() makes: ${name}`, async () => {
    for (const scale of [2, 3, 4, 8] as const) {
      const kernel = gaussianKernel(GAUSSIAN, scale, "aligned");
      const bytes = await writeKernelFile(name, kernel);
      assertEquals(await readKernelFile(name.toUpperCase(), bytes), kernel);
    }
    const even = { size: 2, data: Float32Array.of(1, 2, -0.5, 1e-20) };
    const bytes = await writeKernelFile(name, even);
    assertEquals(await readKernelFile(name, bytes), even);
  });

  Deno.test(`readKernelFile() refuses files that are cut short: ${name}`, async () => {
    const bytes = await writeKernelFile(name, kernel);
    // The last byte ends a line.
    for (let length = 0; length < bytes.length - 1; length += 7) {
      await assertRefused(name, bytes.slice(0, length), "");
    }
  });

  Deno.test(`readKernelFile() reads or refuses files with wrong bits: ${name}`, async () => {
    const bytes = await writeKernelFile(name, kernel);
    const random = new Random(1);
    for (let i = 0; i < 300; i++) {
      const broken = bytes.slice();
      for (let flips = 1 + i % 3; flips > 0; flips--) {
        // Half of them at the beginning, where they mean most.
        const end = i % 2 ? 200 : bytes.length;
        const at = Math.floor(random.uniform(0, Math.min(end, bytes.length)));
        broken[at] ^= 1 << Math.floor(random.uniform(0, 8));
      }
      await assertReadOrRefused(name, broken);
    }
  });
}

async function assertReadOrRefused(
  name: string,
  bytes: Uint8Array,
): Promise<void> {
  try {
    const { size, data } = await readKernelFile(name, bytes);
    assertEquals(data.length, size ** 2);
    assert(data.every(Number.isFinite));
  } catch (error) {
    if (!(error instanceof KernelFileError)) throw error;
    assert(!/[\n\0]/.test(error.message), error.message);
  }
}

Deno.test("readKernelFile() refuses JSON that is no kernel", async () => {
  const SUM = "has weights that do not sum to more than 0";
  const cases = [
    ["", "is not JSON"],
    ["[[1,", "is not JSON"],
    ["[".repeat(MEBIBYTE), "is not JSON"],
    ["[".repeat(MEBIBYTE + 1), "is too long for a kernel"],
    ["{}", "is not a list of rows"],
    ["[1]", "is not a list of rows"],
    ["[]", SUM],
    ["[[]]", "is 1×0; only if both sides are odd"],
    ["[[1,2],[3]]", "has rows of 2 numbers, but row 2 is 1 long"],
    ['[[1,"2"],[3,4]]', "holds what is no finite number"],
    ["[[1,null],[3,4]]", "holds what is no finite number"],
    ["[[1e99]]", "holds what is no finite number"],
    ["[[0,0],[0,0]]", SUM],
    ["[[1,2]]", "is 1×2; only if both sides are odd can it be made square"],
    [
      JSON.stringify(Array(64).fill(Array(64).fill(1))),
      "is 64×64, larger than 63×63",
    ],
  ];
  for (const [text, words] of cases) await assertRefused("k.json", text, words);
});

Deno.test("readKernelFile() makes a kernel square around its middle", async () => {
  const text = new TextEncoder().encode("[[1, 2, 3]]");
  const { size, data } = await readKernelFile("k.json", text);
  assertEquals(size, 3);
  assertEquals([...data], [0, 0, 0, 1, 2, 3, 0, 0, 0]);
});

/** A NumPy file with a header of one's own. */
function npy(header: string, numbers = "\0".repeat(64), version = 1): string {
  const { length } = header;
  const low = String.fromCharCode(length & 0xff, length >> 8 & 0xff);
  const prefix = `\x93NUMPY${String.fromCharCode(version)}\0${low}`;
  return `${prefix}${version > 1 ? "\0\0" : ""}${header}${numbers}`;
}

Deno.test("readKernelFile() refuses NumPy files that are no kernel", async () => {
  const header = (descr: string, shape: string) =>
    npy(`{'descr': ${descr}, 'fortran_order': False, 'shape': (${shape}), }\n`);
  const cases = [
    ["hello", "is not a NumPy file"],
    [npy("{}"), "is damaged"],
    [npy("x".repeat(20_000)), "is damaged"],
    [header("'<f8'", "4"), "has 1 axes"],
    [header("'<f8'", "2, 2, 2"), "has 3 axes"],
    [header("'<f8'", "3, 3"), "is cut short"],
    [header("'<f8'", "64, 1"), "is 64×1, larger than"],
    [header("'<f8'", "99999999999, 99999999999"), "larger than 63×63"],
    [header("'<c16'", "2, 2"), "holds no real numbers"],
    [header("'|O'", "2, 2"), "holds no real numbers"],
    [header("[('a', '<f4')]", "2, 2"), "holds no real numbers"],
    [header("'<f8'", "2, 2"), "do not sum to more than 0"],
  ];
  for (const [text, words] of cases) await assertRefused("k.npy", text, words);
});

Deno.test("readKernelFile() reads NumPy files of versions 1 to 3, either order of bytes and of axes", async () => {
  const ones = (descr: string, bytes: string, order = "False") =>
    [1, 2, 3].map((version) =>
      npy(
        `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': (2, 2), }\n`,
        bytes,
        version,
      )
    );
  const cases: [string[], number[]][] = [
    [ones("|u1", "\x01\x02\x03\xff"), [1, 2, 3, 255]],
    [ones("|i1", "\x01\x02\x03\xff", "True"), [1, 3, 2, -1]],
    [ones(">i2", "\0\x01\0\x02\0\x03\0\x04"), [1, 2, 3, 4]],
    [ones("<u2", "\x01\0\x02\0\x03\0\x04\0"), [1, 2, 3, 4]],
  ];
  for (const [files, weights] of cases) {
    for (const text of files) {
      const bytes = Uint8Array.from(text, (c) => c.charCodeAt(0));
      const { data } = await readKernelFile("k.npy", bytes);
      assertEquals([...data], weights);
    }
  }
});

/** A MATLAB file, its sides and the class of its numbers changed. */
async function mat(change: (view: DataView) => void): Promise<Uint8Array> {
  const bytes = (await writeKernelFile("k.mat", kernel)).slice();
  change(new DataView(bytes.buffer));
  return bytes;
}

Deno.test("readKernelFile() refuses MATLAB files that are no kernel", async () => {
  const wrong = async (words: string, change: (view: DataView) => void) =>
    await assertRefused("k.mat", await mat(change), words);
  await assertRefused("k.mat", "hello", "is not a MATLAB file of level 5");
  await wrong("is a file of MATLAB 7.3", (v) => v.setUint16(124, 0x200, true));
  await wrong("a Kernel that is no real matrix", (v) => v.setUint8(144, 4));
  await wrong("a Kernel that is no real matrix", (v) => v.setUint8(145, 8));
  await wrong(
    "is 4294967295×15, larger than",
    (v) => v.setUint32(160, -1, true),
  );
  await wrong("is cut short", (v) => v.setUint32(160, 17, true));
  await wrong("is cut short", (v) => v.setUint32(132, 2 ** 31, true));
  await wrong("is cut short", (v) => v.setUint32(188, 2 ** 31, true));
  await wrong("is damaged", (v) => v.setUint32(184, 99, true));
  await wrong("holds no real matrix", (v) => v.setUint32(128, 13, true));
});

Deno.test("readKernelFile() takes the only matrix of a MATLAB file, whatever its name", async () => {
  const other = await mat((view) => view.setUint8(176, "k".charCodeAt(0)));
  assertEquals(await readKernelFile("k.mat", other), kernel);
  const two = new Uint8Array(2 * other.length - 128);
  two.set(other);
  two.set(other.subarray(128), other.length);
  await assertRefused("k.mat", two, "several matrices, none of them named");
  const named = await writeKernelFile("k.mat", kernel);
  two.set(named.subarray(128), other.length);
  assertEquals(await readKernelFile("k.mat", two), kernel);
});

/** A MATLAB file of one compressed variable. */
async function compressedMat(variable: Uint8Array): Promise<Uint8Array> {
  const plain = await writeKernelFile("k.mat", kernel);
  const content = await deflated(variable);
  const file = new Uint8Array(136 + content.length);
  file.set(plain.subarray(0, 128));
  new DataView(file.buffer).setUint32(128, 15, true);
  new DataView(file.buffer).setUint32(132, content.length, true);
  file.set(content, 136);
  return file;
}

Deno.test("readKernelFile() refuses a compressed variable that is damaged or cut short", async () => {
  const plain = await writeKernelFile("k.mat", kernel);
  const file = await compressedMat(plain.subarray(128));
  assertEquals(await readKernelFile("k.mat", file), kernel);
  for (let length = 136; length < file.length; length += 5) {
    await assertRefused("k.mat", file.slice(0, length), "is cut short");
  }
  const random = new Random(2);
  for (let i = 0; i < 300; i++) {
    const broken = file.slice();
    const at = Math.floor(random.uniform(136, file.length));
    broken[at] ^= 1 << Math.floor(random.uniform(0, 8));
    // The bits between the last block and the checksum mean nothing.
    const read = await readKernelFile("k.mat", broken).catch((error) =>
      messageOf(error)
    );
    if (typeof read === "string") assertEquals(read, "is damaged");
    else assertEquals(read, kernel);
  }
  await assertRefused(
    "k.mat",
    await compressedMat(plain.subarray(128, 500)),
    "is cut short",
  );
});

Deno.test("readKernelFile() takes little memory for a compressed variable that is huge", async () => {
  const claim = await mat((view) => view.setUint32(160, 4096, true));
  const huge = new Uint8Array(256 * MEBIBYTE);
  huge.set(claim.subarray(128));
  const file = await compressedMat(huge);
  const before = Deno.memoryUsage().rss;
  await assertRefused("k.mat", file, "is 4096×15, larger than");
  assertLess(Deno.memoryUsage().rss - before, 50 * MEBIBYTE);
});

Deno.test("readKernelFile() reads a small grey picture as weights", async () => {
  const grey = Float32Array.of(0, 0.2, 0, 0.2, 1, 0.2, 0, 0.2, 0);
  const picture = {
    width: 3,
    height: 3,
    data: Float32Array.from({ length: 27 }, (_, i) => grey[Math.floor(i / 3)]),
  };
  for (const bits of [8, 16] as const) {
    for (const isGrey of [true, false]) {
      const file = { bits, isGrey };
      const png = await encodeImage({ ...picture, file }, "png");
      const { size, data } = await readKernelFile("k.png", png);
      assertEquals([size, data], [3, grey]);
    }
  }
});

Deno.test("readKernelFile() refuses pictures that are no kernel", async () => {
  const large = await encodeImage(smoothPicture(64, 9), "png");
  await assertRefused("k.png", large, "is a picture of 64×9 pixels");
  const coloured = await encodeImage(smoothPicture(9, 9), "png");
  await assertRefused("k.png", coloured, "with colours or clear pixels");
  const white = new Float32Array(27).fill(1);
  const alpha = new Float32Array(9).fill(0.5);
  const clear = { width: 3, height: 3, data: white, alpha };
  const png = await encodeImage(clear, "png");
  await assertRefused("k.png", png, "with colours or clear pixels");
  await assertRefused("k.png", "hello", "is not a picture");
});

Deno.test("writeKernelFile() makes a PNG to look at, whose text no other program may change", async () => {
  const png = await writeKernelFile("k.png", kernel);
  const [header, text, ...rest] = pngChunks(png);
  assert(new DataView(header.data.slice().buffer).getUint32(0) > 400);
  const bare = pngFile([header, ...rest]);
  await assertRefused("k.png", bare, "too large for a kernel");
  const changed = png.slice();
  changed[png.indexOf(text.data[20], 60)] ^= 1;
  await assertRefused("k.png", changed, "is damaged");
});

Deno.test("readKernelFile() and writeKernelFile() know files by their ends", async () => {
  await assertRefused("k.txt", "[[1]]", "does not end in .mat, .npy, .json");
  await assertRefused("constructor", "[[1]]", "does not end in");
  await assertRejects(() => writeKernelFile("k", kernel), KernelFileError);
});
