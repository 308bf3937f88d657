import { assert, assertEquals } from "@std/assert";
import {
  extensionOf,
  formatOf,
  READABLE_EXTENSIONS,
  sizeProblem,
} from "../../../src/image/file/formats.ts";

Deno.test("formatOf() goes by the end of the name", () => {
  assertEquals(formatOf("a.png"), "png");
  assertEquals(formatOf("a/b.c.JPG"), "jpeg");
  assertEquals(formatOf("a.jpeg"), "jpeg");
  assertEquals(formatOf("a.webp"), "webp");
  assertEquals(formatOf("a.tif"), "tiff");
  assertEquals(formatOf("a.TIFF"), "tiff");
  for (const path of ["a", "png", "a.png/b", "a.png.txt", "a.avif", "a."]) {
    assertEquals(formatOf(path), undefined);
  }
});

Deno.test("extensionOf() is one that formatOf() knows", () => {
  for (const format of ["png", "jpeg", "webp", "tiff"] as const) {
    assertEquals(formatOf(`a.${extensionOf(format)}`), format);
    assert(READABLE_EXTENSIONS.includes(extensionOf(format)));
  }
  assert(READABLE_EXTENSIONS.includes("gif"));
  assert(READABLE_EXTENSIONS.includes("avif"));
});

Deno.test("sizeProblem() tells what a format cannot hold", () => {
  assertEquals(sizeProblem("jpeg", 65_500, 1), undefined);
  assertEquals(
    sizeProblem("webp", 20_000, 10),
    "is 20000×10 pixels, and WebP holds at most 16383 a side",
  );
  assertEquals(
    sizeProblem("jpeg", 1, 70_000),
    "is 1×70000 pixels, and JPEG holds at most 65500 a side",
  );
  assertEquals(sizeProblem("png", 100_000, 100_000), undefined);
});
