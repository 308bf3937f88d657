import { assertEquals } from "@std/assert";
import { encode } from "fast-png";
import { pngSize } from "../../../src/image/file/png_size.ts";

Deno.test("pngSize() reads the size, and knows what is no PNG", () => {
  const size = { width: 4, height: 2 };
  const png = encode({ ...size, data: new Uint8Array(8), channels: 1 });
  assertEquals(pngSize(png), size);
  assertEquals(pngSize(png.slice(0, 32)), undefined);
  assertEquals(pngSize(new TextEncoder().encode("no picture")), undefined);
  png[0]++;
  assertEquals(pngSize(png), undefined);
});
