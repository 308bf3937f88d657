import { assertEquals } from "@std/assert";
import { concatenated, latin1Bytes } from "../../../src/image/file/bytes.ts";
import { deflated } from "../../../src/image/file/deflate.ts";
import { encodeImage } from "../../../src/image/file/encode.ts";
import { pngChunks, pngFile } from "../../../src/image/file/png_chunks.ts";
import {
  pngMetadata,
  withPngMetadata,
} from "../../../src/image/file/png_metadata.ts";
import { smoothPicture } from "../../pictures.ts";

const exif = latin1Bytes("MM\0*\0\0\0\x08\0\0");
const xmp = latin1Bytes("<x:xmpmeta xmlns:x='adobe:ns:meta/'/>");

/** A PNG file with a chunk of its own behind the pixels. */
async function withChunk(type: string, ...parts: (string | Uint8Array)[]) {
  const chunks = [
    ...pngChunks(await encodeImage(smoothPicture(4, 4), "png")),
  ];
  const data = concatenated(
    parts.map((part) => typeof part === "string" ? latin1Bytes(part) : part),
  );
  return pngFile(chunks.toSpliced(-1, 0, { type, data }));
}

Deno.test("pngMetadata() reads what withPngMetadata() wrote", async () => {
  const png = await encodeImage(smoothPicture(4, 4), "png");
  const metadata = { exif, xmp, density: 300 };
  assertEquals(await pngMetadata(png), {});
  assertEquals(
    await pngMetadata(await withPngMetadata(png, metadata)),
    metadata,
  );
});

Deno.test("pngMetadata() reads EXIF and XMP in hexadecimal", async () => {
  const digits = `\nexif\n      10\n4d4d002a\n000000080000\n`;
  const name = "Raw profile type exif\0";
  const plain = await withChunk("tEXt", name, digits);
  assertEquals(await pngMetadata(plain), { exif });
  const compressed = await deflated(latin1Bytes(digits));
  const zipped = await withChunk("zTXt", name, "\0", compressed);
  assertEquals(await pngMetadata(zipped), { exif });
  const other = await withChunk("tEXt", "Raw profile type iptc\0", digits);
  assertEquals(await pngMetadata(other), {});
});

Deno.test("pngMetadata() reads compressed XMP, and passes over damaged", async () => {
  const name = "XML:com.adobe.xmp\0\x01\0\0\0";
  const compressed = await deflated(xmp);
  const whole = await withChunk("iTXt", name, compressed);
  assertEquals(await pngMetadata(whole), { xmp });
  const damaged = await withChunk("iTXt", name, compressed.subarray(1));
  assertEquals(await pngMetadata(damaged), {});
  const odd = await withChunk("zTXt", "Raw profile type xmp\0\0", "not zlib");
  assertEquals(await pngMetadata(odd), {});
});

Deno.test("pngMetadata() reads no density of other units", async () => {
  const none = await withChunk("pHYs", "\0\0\x0b\x13\0\0\x0b\x13\0");
  assertEquals(await pngMetadata(none), {});
  const metres = await withChunk("pHYs", "\0\0\x0b\x13\0\0\x0b\x13\x01");
  assertEquals(await pngMetadata(metres), { density: 72 });
});
