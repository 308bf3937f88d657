import { assertEquals } from "@std/assert";
import { toScheme } from "../../plugins/gimp-bridge/scheme.ts";

Deno.test("toScheme() writes objects as lists of pairs, arrays as vectors", () => {
  const value = {
    type: "progress",
    fraction: 0.25,
    part: { index: 1, purpose: "tile" },
    doubts: ["a", "b"],
    none: [],
    isSo: true,
    isNot: false,
  };
  assertEquals(
    toScheme(value),
    '((type . "progress") (fraction . 0.25) (part . ((index . 1) (purpose . "tile"))) (doubts . #("a" "b")) (none . #()) (isSo . #t) (isNot . #f))',
  );
});

Deno.test("toScheme() leaves out what is missing", () => {
  const value = { a: undefined, b: null, c: NaN, d: [null, 1], e: Infinity };
  assertEquals(toScheme(value), "((d . #(1)))");
});

Deno.test("toScheme() escapes strings, and leaves letters as they are", () => {
  assertEquals(toScheme('a"b\\c\nd é 写'), '"a\\"b\\\\c\\nd é 写"');
});
