import { assertEquals, assertThrows } from "@std/assert";
import { parseArguments } from "../../src/cli/arguments.ts";
import { duration } from "../../src/cli/duration.ts";
import { UsageError } from "../../src/cli/errors.ts";

const DEFAULTS = {
  input: "in.png",
  scale: 4,
  output: "in.x4.png",
  preset: "fast",
  iterations: undefined,
  seed: 0,
  kernelOut: undefined,
  reference: undefined,
  benchmark: false,
  device: "auto",
  quiet: false,
  json: false,
};

/** The arguments of a command line that upscales. */
function parsed(line: string): unknown {
  const command = parseArguments(line.split(" "));
  return command.name === "upscale" && command.arguments;
}

Deno.test("parseArguments() fills in what is left out", () => {
  assertEquals(parsed("in.png --sf 4"), DEFAULTS);
  assertEquals(parsed("--sf=4 in.png"), DEFAULTS);
});

Deno.test("parseArguments() takes every option", () => {
  assertEquals(
    parsed(
      "--sf 2 a/in.png -o b.jpg --preset paper --iterations 7 --seed 9 " +
        "--kernel-out k.json --reference hr.png --benchmark --device cpu " +
        "--quiet --json",
    ),
    {
      input: "a/in.png",
      scale: 2,
      output: "b.jpg",
      preset: "paper",
      iterations: 7,
      seed: 9,
      kernelOut: "k.json",
      reference: "hr.png",
      benchmark: true,
      device: "cpu",
      quiet: true,
      json: true,
    },
  );
});

for (
  const [input, output] of [
    ["in.jpeg", "in.x4.png"],
    ["dir.d/in", "dir.d/in.x4.png"],
    ["dir/.hidden", "dir/.hidden.x4.png"],
    ["123", "123.x4.png"],
  ]
) {
  Deno.test(`parseArguments() puts the result of ${input} into ${output}`, () => {
    assertEquals(parsed(`--sf 4 ${input}`), { ...DEFAULTS, input, output });
  });
}

Deno.test("parseArguments() reads a name that begins with a dash after --", () => {
  assertEquals(parsed("--sf 4 -- -x.png"), {
    ...DEFAULTS,
    input: "-x.png",
    output: "-x.x4.png",
  });
});

Deno.test("parseArguments() knows --help, -h and --version", () => {
  assertEquals(parseArguments(["--help"]), { name: "help" });
  assertEquals(parseArguments(["in.png", "-h"]), { name: "help" });
  assertEquals(parseArguments(["--version"]), { name: "version" });
});

for (
  const [line, message] of [
    ["--sf 4", "no picture given"],
    ["in.png", "how many times larger"],
    ["in.png --sf 5", '--sf must be one of 2, 3, 4, 8, not "5"'],
    ["in.png --sf", "--sf needs a value"],
    ["in.png --sf --quiet", "--sf needs a value"],
    ["in.png --sf 4 -o", "--output needs a value"],
    ["in.png --sf 4 -o=", "--output needs a value"],
    ["in.png other.png --sf 4", "one picture at a time"],
    ["in.png --sf 4 --sharp", "unknown option --sharp"],
    ["in.png --sf 4 -x", "unknown option -x"],
    ["in.png --sf 4 --no-quiet", "unknown option --no-quiet"],
    ["in.png --sf 4 --preset best", "--preset must be one of fast, paper"],
    ["in.png --sf 4 --device gpu", "--device must be one of auto, webgpu, cpu"],
    ["in.png --sf 4 --iterations 0", "--iterations must be a whole number"],
    ["in.png --sf 4 --iterations=-3", "--iterations must be a whole number"],
    ["in.png --sf 4 --iterations 1.5", "--iterations must be a whole number"],
    ["in.png --sf 4 --seed=-1", "--seed must be a whole number"],
    ["in.png --sf 4 --seed -1", "--seed"],
    ["in.png --sf 4 --seed 0.5", "--seed must be a whole number"],
    ["in.png --sf 4 --seed 1e3", "--seed must be a whole number"],
    ["in.png --sf 4 --seed 4294967296", "--seed must be a whole number"],
    ["in.png --sf 4 -o out.webp", "--output must end in .png or .jpg"],
    ["in.png --sf 4 --kernel-out k.txt", "must end in .png or .json"],
  ]
) {
  Deno.test(`parseArguments() refuses "${line}"`, () => {
    assertThrows(() => parsed(line), UsageError, message);
  });
}

Deno.test("duration() says a time as people do", () => {
  const times = [0.4, 59.4, 59.6, 133, 3840].map(duration);
  assertEquals(times, ["0 s", "59 s", "1 min 0 s", "2 min 13 s", "1 h 4 min"]);
});
