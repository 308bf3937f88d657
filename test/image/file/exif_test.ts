import { assert, assertEquals } from "@std/assert";
import { latin1Bytes } from "../../../src/image/file/bytes.ts";
import { decodeImage } from "../../../src/image/file/decode.ts";
import { encodeImage } from "../../../src/image/file/encode.ts";
import {
  descriptiveExif,
  exifFacts,
  fittedExif,
} from "../../../src/image/file/exif.ts";
import { withJpegMetadata } from "../../../src/image/file/jpeg_segments.ts";
import { withPngMetadata } from "../../../src/image/file/png_metadata.ts";
import {
  type Directory,
  EXIF_POINTER,
  readTiffBlock,
  writeTiffBlock,
} from "../../../src/image/file/tiff_directory.ts";
import {
  bytesField,
  type Field,
  longField,
  numberOf,
  rationalField,
  shortField,
} from "../../../src/image/file/tiff_field.ts";
import { withTiffMetadata } from "../../../src/image/file/tiff_metadata.ts";
import { withWebpMetadata } from "../../../src/image/file/webp_chunks.ts";
import { Random } from "../../../src/mlmc/random.ts";
import { smoothPicture } from "../../pictures.ts";

const WIDTH = 0x100;
const MAKE = 0x10f;
const ORIENTATION = 0x112;
const GPS_POINTER = 0x8825;
const MAKER_NOTE = 0x927c;
const PIXEL_X_DIMENSION = 0xa002;
const INTEROP_POINTER = 0xa005;

/** An EXIF block as a camera writes it, in both byte orders. */
function blocks(): Uint8Array[] {
  const directory: Directory = new Map<number, Field | Directory>([
    [WIDTH, longField(24)],
    [MAKE, bytesField(latin1Bytes("a longer name\0"))],
    [ORIENTATION, shortField(6)],
    [0x11a, rationalField(240)],
    [0x128, shortField(2)],
    [
      EXIF_POINTER,
      new Map<number, Field | Directory>([
        [MAKER_NOTE, bytesField(latin1Bytes("whatever it is"), true)],
        [PIXEL_X_DIMENSION, longField(24)],
        [INTEROP_POINTER, new Map([[1, bytesField(latin1Bytes("R98\0"))]])],
      ]),
    ],
    [GPS_POINTER, new Map([[2, rationalField(48.5)]])],
  ]);
  return [true, false].map((isLittleEndian) =>
    writeTiffBlock({ directory, isLittleEndian })
  );
}

function fieldOf(block: Uint8Array, ...tags: number[]): Field | undefined {
  let value: Field | Directory | undefined = readTiffBlock(block)!.directory;
  for (const tag of tags) value = (value as Directory).get(tag);
  return value as Field | undefined;
}

Deno.test("exifFacts() tells orientation and density", () => {
  for (const block of blocks()) {
    assertEquals(exifFacts(block), { orientation: 6, density: 240 });
  }
  assertEquals(exifFacts(latin1Bytes("II*\0")), {});
});

Deno.test("descriptiveExif() keeps all directories, for the upright picture", () => {
  for (const block of blocks()) {
    const kept = descriptiveExif(block)!;
    assertEquals(kept.subarray(0, 2), block.subarray(0, 2));
    assertEquals(fieldOf(kept, WIDTH), undefined);
    assertEquals(numberOf(fieldOf(kept, ORIENTATION)!), 1);
    for (
      const tags of [
        [MAKE],
        [EXIF_POINTER, PIXEL_X_DIMENSION],
        [EXIF_POINTER, INTEROP_POINTER, 1],
        [GPS_POINTER, 2],
      ]
    ) {
      assertEquals(
        fieldOf(kept, ...tags)?.bytes,
        fieldOf(block, ...tags)?.bytes,
      );
    }
  }
});

Deno.test("A maker's note stays where it was", () => {
  for (const block of blocks()) {
    const note = [EXIF_POINTER, MAKER_NOTE];
    const kept = fieldOf(descriptiveExif(block)!, ...note)!;
    assertEquals(kept, fieldOf(block, ...note));
  }
});

Deno.test("descriptiveExif() gives nothing where nothing is left", () => {
  const directory = new Map([[WIDTH, longField(1)], [
    ORIENTATION,
    shortField(6),
  ]]);
  const block = writeTiffBlock({ directory, isLittleEndian: true });
  assertEquals(descriptiveExif(block), undefined);
});

Deno.test("fittedExif() tells the new size and density", () => {
  for (const block of blocks()) {
    const fitted = fittedExif(block, { width: 9, height: 8 }, 100)!;
    const width = fieldOf(fitted, EXIF_POINTER, PIXEL_X_DIMENSION)!;
    assertEquals(numberOf(width), 9);
    assertEquals(exifFacts(fitted).density, 100);
  }
});

Deno.test("readTiffBlock() comes to an end with any bytes", () => {
  const random = new Random(1);
  for (const block of blocks()) {
    for (let i = 0; i < 2000; i++) {
      const broken = block.slice();
      for (let k = 0; k < 1 + i % 8; k++) {
        broken[8 + Math.floor(random.uniform(0, block.length - 8))] = random
          .uniform(0, 256);
      }
      const kept = descriptiveExif(broken);
      assert((kept?.length ?? 0) <= block.length + MAKER_NOTE);
    }
  }
});

Deno.test("readTiffBlock() refuses values that all lie on one another", () => {
  const block = new Uint8Array(10_000);
  const view = new DataView(block.buffer);
  block.set(latin1Bytes("II*\0\x08\0\0\0"));
  view.setUint16(8, 800, true);
  for (let i = 0; i < 800; i++) {
    view.setUint16(10 + 12 * i, 0xa000 + i, true);
    view.setUint16(12 + 12 * i, 7, true);
    view.setUint32(14 + 12 * i, 9000, true);
  }
  assertEquals(readTiffBlock(block), undefined);
});

Deno.test("Malformed EXIF is dropped, and the picture is read", async () => {
  const picture = smoothPicture(16, 8);
  const [png, jpeg, webp, tiff] = await Promise.all(
    (["png", "jpeg", "webp", "tiff"] as const).map((format) =>
      encodeImage(picture, format)
    ),
  );
  const random = new Random(1);
  const noise = Uint8Array.from(random.uniforms(200, 0, 256));
  const marked = Uint8Array.from([...latin1Bytes("MM\0*"), ...noise]);
  for (
    const exif of [noise, marked, marked.subarray(0, 6), new Uint8Array(1)]
  ) {
    const files = [
      await withPngMetadata(png, { exif, density: 72 }),
      withJpegMetadata(jpeg, { exif }),
      withWebpMetadata(webp, picture, { exif }),
    ];
    for (const file of files) {
      assertEquals((await decodeImage(file)).file!.exif, undefined);
    }
  }
  const { directory, isLittleEndian } = readTiffBlock(tiff)!;
  directory.set(EXIF_POINTER, longField(3));
  const wrong = writeTiffBlock({ directory, isLittleEndian });
  const { width } = await decodeImage(withTiffMetadata(tiff, { exif: wrong }));
  assertEquals(width, 16);
});
