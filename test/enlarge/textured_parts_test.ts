import { assert, assertEquals } from "@std/assert";
import { texturedParts } from "../../src/enlarge/textured_parts.ts";
import { Random } from "../../src/mlmc/random.ts";

/** Grey but for a patch of fine texture and one of stripes. */
function picture() {
  const random = new Random(0);
  const [width, height] = [200, 120];
  const data = new Float32Array(width * height * 3).fill(0.5);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isTexture = x >= 120 && x < 160 && y >= 40 && y < 80;
      const isStripes = x < 60 && y < 60;
      const value = isTexture ? random.uniform() : isStripes ? x % 4 / 3 : 0.5;
      data.fill(value, 3 * (y * width + x), 3 * (y * width + x) + 3);
    }
  }
  return { width, height, data };
}

Deno.test("texturedParts() prefers edges of all directions to stripes", () => {
  const [first] = texturedParts(picture(), 40, 1);
  assertEquals(first, { left: 120, top: 40, width: 40, height: 40 });
});

Deno.test("texturedParts() gives parts that do not overlap, within the picture", () => {
  const parts = texturedParts(picture(), 50, 3);
  assert(parts.length >= 2);
  parts.forEach((a, i) => {
    assert(a.left >= 0 && a.left + a.width <= 200);
    assert(a.top >= 0 && a.top + a.height <= 120);
    parts.slice(i + 1).forEach((b) => {
      assert(
        a.left + a.width <= b.left || b.left + b.width <= a.left ||
          a.top + a.height <= b.top || b.top + b.height <= a.top,
      );
    });
  });
});

Deno.test("texturedParts() gives a small picture as a whole", () => {
  for (const [width, height] of [[30, 20], [5, 300], [8, 8]]) {
    const data = new Random(1).uniforms(width * height * 3, 0, 1);
    const [part] = texturedParts({ width, height, data }, 64, 3);
    assertEquals(part.width, Math.min(width, 64));
    assertEquals(part.height, Math.min(height, 64));
  }
});
