import { assertEquals, assertThrows } from "@std/assert";
import { parseArguments } from "../../src/cli/arguments.ts";
import { duration } from "../../src/cli/duration.ts";
import { UsageError } from "../../src/cli/errors.ts";
import { HELP } from "../../src/cli/help.ts";

const DEFAULTS = {
  inputs: ["in.png"],
  scale: 4,
  output: undefined,
  format: undefined,
  quality: undefined,
  strip: false,
  force: false,
  jobs: 1,
  preset: "balanced",
  kernelPrior: "gaussian",
  restorer: "dip",
  weights: undefined,
  iterations: undefined,
  seed: 0,
  noise: "auto",
  tile: undefined,
  kernel: undefined,
  kernelOut: undefined,
  reference: undefined,
  preview: undefined,
  report: undefined,
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
      "--sf 2 a/in.png b.jpg -o c/ --format webp --quality 80 --strip --force " +
        "--jobs 3 --preset paper --kernel-prior motion --restorer usrnet " +
        "--weights w.pth --iterations 7 --seed 9 --noise 2.5 " +
        "--tile 64 --kernel k.json --kernel-out k.png --reference hr.png " +
        "--preview p.png --report r.html --benchmark --device cpu --quiet " +
        "--json",
    ),
    {
      inputs: ["a/in.png", "b.jpg"],
      scale: 2,
      output: "c/",
      format: "webp",
      quality: 80,
      strip: true,
      force: true,
      jobs: 3,
      preset: "paper",
      kernelPrior: "motion",
      restorer: "usrnet",
      weights: "w.pth",
      iterations: 7,
      seed: 9,
      noise: 2.5,
      tile: 64,
      kernel: "k.json",
      kernelOut: "k.png",
      reference: "hr.png",
      preview: "p.png",
      report: "r.html",
      benchmark: true,
      device: "cpu",
      quiet: true,
      json: true,
    },
  );
});

Deno.test("parseArguments() takes formats by their extensions too", () => {
  const formats = ["png", "jpg", "jpeg", "webp", "tif", "tiff"]
    .map((name) => parsed(`in.png --sf 4 --format ${name}`));
  assertEquals(
    formats,
    ["png", "jpeg", "jpeg", "webp", "tiff", "tiff"]
      .map((format) => ({ ...DEFAULTS, format })),
  );
});

Deno.test("parseArguments() reads a name that begins with a dash after --", () => {
  assertEquals(parsed("--sf 4 -- -x.png"), { ...DEFAULTS, inputs: ["-x.png"] });
});

Deno.test("parseArguments() knows --help, -h and --version", () => {
  assertEquals(parseArguments(["--help"]), {
    name: "help",
    text: HELP,
  });
  assertEquals(parseArguments(["in.png", "-h"]), {
    name: "help",
    text: HELP,
  });
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
    ["in.png --sf 4 --sharp", "unknown option --sharp"],
    ["in.png --sf 4 -x", "unknown option -x"],
    ["in.png --sf 4 --no-quiet", "unknown option --no-quiet"],
    [
      "in.png --sf 4 --preset quick",
      "--preset must be one of fast, balanced, best, paper",
    ],
    ["in.png --sf 4 --device gpu", "--device must be one of auto, webgpu, cpu"],
    ["in.png --sf 4 --iterations 0", "--iterations must be a whole number"],
    ["in.png --sf 4 --iterations=-3", "--iterations must be a whole number"],
    ["in.png --sf 4 --iterations 1.5", "--iterations must be a whole number"],
    ["in.png --sf 4 --seed=-1", "--seed must be a whole number"],
    ["in.png --sf 4 --seed -1", "--seed"],
    ["in.png --sf 4 --seed 0.5", "--seed must be a whole number"],
    ["in.png --sf 4 --seed 1e3", "--seed must be a whole number"],
    ["in.png --sf 4 --seed 4294967296", "--seed must be a whole number"],
    [
      "in.png --sf 4 --kernel-out k.txt",
      "must end in .mat, .npy, .json or .png",
    ],
    ["in.png --sf 4 --kernel k.txt", "--kernel must end in .mat, .npy"],
    ["in.png --sf 4 --kernel-prior line", "--kernel-prior must be one of"],
    ["in.png --sf 4 --restorer gan", "--restorer must be one of dip, usrnet"],
    ["in.png --sf 4 --weights w.pth", "--weights go with --restorer usrnet"],
    ["doctor in.png", "doctor takes --device alone"],
    ["in.png --sf 4 --preview p.jpg", "--preview must end in .png"],
    ["in.png --sf 4 --report r.pdf", "--report must end in .html"],
    ["in.png --sf 4 --format gif", "--format must be one of png, jpeg"],
    ["in.png --sf 4 --quality 0", "--quality must be a whole number"],
    ["in.png --sf 4 --quality 101", "--quality must be a whole number"],
    ["in.png --sf 4 --jobs 17", "--jobs must be a whole number from 1 to 16"],
    ["in.png --sf 4 --tile 63", "--tile must be a whole number from 64"],
    ["in.png --sf 4 --noise 51", "--noise must be auto or a number"],
    ["in.png --sf 4 --noise little", "--noise must be auto or a number"],
    ["in.png --sf 4 --noise=-1", "--noise must be auto or a number"],
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
