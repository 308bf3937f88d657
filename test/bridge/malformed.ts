import { Random } from "../../src/mlmc/random.ts";
import { ASK, bytes } from "./fake.ts";

/** Words that JSON is made of, and some that it is not. */
const WORDS = [
  "{",
  "}",
  "[",
  "]",
  ":",
  ",",
  '"type"',
  '"upscale"',
  '"cancel"',
  '"id"',
  '"options"',
  '{"scale":2}',
  '"\\ud800"',
  "null",
  "-1e999",
  "NaN",
  "\\",
  '"',
  "é",
  "\0",
  "\r",
];

/** Values of all types. */
const VALUES = [null, true, 0, -1, 1e300, "", "x", "/x", [], {}, [[]], {
  a: 1,
}];

/**
 * Lines that are no messages, or such as make no sense, the same each time:
 * bytes, words of JSON, messages cut short or with bytes changed, and messages
 * with fields of another type.
 */
export function malformedLines(count: number): Uint8Array<ArrayBuffer>[] {
  const random = new Random(29);
  const below = (n: number) => Math.floor(random.uniform(0, n));
  const one = <T>(list: readonly T[]) => list[below(list.length)];
  const message = () => ({ ...ASK, id: `m${below(50)}` });
  const kinds = [
    () => Uint8Array.from({ length: below(200) }, () => below(256)),
    () => bytes(Array.from({ length: below(30) }, () => one(WORDS)).join("")),
    () => {
      const line = bytes(message());
      return line.subarray(0, below(line.length));
    },
    () => {
      const line = bytes(message());
      line[below(line.length)] = below(256);
      return line;
    },
    () => {
      const line: Record<string, unknown> = message();
      line[one(Object.keys(line))] = one(VALUES);
      return bytes(line);
    },
    () => {
      const field = one(["scale", "preset", "iterations", "noise", "device"]);
      return bytes({
        ...message(),
        options: { scale: 2, [field]: one(VALUES) },
      });
    },
  ];
  return Array.from({ length: count }, () =>
    // A line break within would make two lines of one.
    one(kinds)().map((byte) => byte === 10 ? 32 : byte));
}
