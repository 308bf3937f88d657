import { assertEquals } from "@std/assert";
import { commonArea, placeOf } from "../../plugins/photopea/host/placement.ts";

Deno.test("commonArea() covers the pixels that boxes have in common, also in part", () => {
  assertEquals(commonArea([0, 0, 10, 10], [4, -5, 20, 7]), {
    left: 4,
    top: 0,
    width: 6,
    height: 7,
  });
  assertEquals(commonArea([0.5, 1.25, 3.5, 4]), {
    left: 0,
    top: 1,
    width: 4,
    height: 3,
  });
  assertEquals(commonArea([0, 0, 5, 5], [5, 0, 9, 5]), undefined);
});

Deno.test("placeOf() lies over the source in the enlarged document", () => {
  const area = { left: 3, top: 5, width: 10, height: 7 };
  assertEquals(placeOf(area, 4, "enlarge"), { left: 12, top: 20 });
});

Deno.test("placeOf() keeps the centre of the source, to half a pixel", () => {
  for (const scale of [2, 3, 4, 8]) {
    for (const side of [4, 7, 10]) {
      const area = { left: 3, top: 5, width: side, height: side };
      const { left, top } = placeOf(area, scale, "scale-layer");
      for (const [first, was] of [[left, 3], [top, 5]]) {
        const shift = first + side * scale / 2 - (was + side / 2);
        assertEquals(shift === 0 || shift === 0.5, true, `${side} × ${scale}`);
      }
    }
  }
});
