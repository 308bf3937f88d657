/** Which files are read and written. */
import { dirname } from "node:path";
import { assertEquals, assertThrows } from "@std/assert";
import { parseArguments } from "../../src/cli/arguments.ts";
import { UsageError } from "../../src/cli/errors.ts";
import { type Plan, planRun } from "../../src/cli/plan.ts";

/** The plan of a command line, in a folder that holds empty files. */
function plan(line: string, names: string[] = ["a.png"]): Plan {
  const before = Deno.cwd();
  const folder = Deno.makeTempDirSync();
  try {
    Deno.chdir(folder);
    for (const name of names) {
      Deno.mkdirSync(dirname(`./${name}x`), { recursive: true });
      if (!name.endsWith("/")) Deno.writeTextFileSync(name, "");
    }
    const command = parseArguments([...line.split(" "), "--sf", "4"]);
    if (command.name !== "upscale") throw new Error("not to upscale");
    return planRun(command.arguments);
  } finally {
    Deno.chdir(before);
    Deno.removeSync(folder, { recursive: true });
  }
}

const PHOTOS = ["in/a.png", "in/b.JPG", "in/sub/c.webp", "in/sub/d.avif"];

const cases: [line: string, names: string[], jobs: [string, string][]][] = [
  ["a.jpeg", [], [["a.jpeg", "a.x4.png"]]],
  ["dir.d/in", [], [["dir.d/in", "dir.d/in.x4.png"]]],
  ["dir/.hidden", [], [["dir/.hidden", "dir/.hidden.x4.png"]]],
  ["123", [], [["123", "123.x4.png"]]],
  ["a.png --format jpeg", [], [["a.png", "a.x4.jpg"]]],
  ["a.png -o b.WEBP", [], [["a.png", "b.WEBP"]]],
  ["a.png -o b.tif --format tiff", [], [["a.png", "b.tif"]]],
  ["d/a.jpg -o out/", [], [["d/a.jpg", "out/a.png"]]],
  ["a.jpg -o out", ["out/"], [["a.jpg", "out/a.png"]]],
  ["a.jpg -o out.png/ --format webp", [], [["a.jpg", "out.png/a.webp"]]],
  ["a.jpg d/b.jpg", [], [["a.jpg", "a.x4.png"], ["d/b.jpg", "d/b.x4.png"]]],
  ["a.jpg d/b.jpg -o out", [], [
    ["a.jpg", "out/a.png"],
    ["d/b.jpg", "out/b.png"],
  ]],
  ["in -o out", PHOTOS, [
    ["in/a.png", "out/a.png"],
    ["in/b.JPG", "out/b.png"],
    ["in/sub/c.webp", "out/sub/c.png"],
    ["in/sub/d.avif", "out/sub/d.png"],
  ]],
  ["in/ x.gif -o out", ["in/a.png", "x.gif"], [
    ["in/a.png", "out/a.png"],
    ["x.gif", "out/x.png"],
  ]],
  // What is no picture, hidden, or a result.
  [
    "in -o in/out",
    [
      "in/a.png",
      "in/notes.txt",
      "in/.b.png",
      "in/.c/d.png",
      "in/out/a.png",
      "in/out/sub/e.png",
    ],
    [["in/a.png", "in/out/a.png"]],
  ],
  // The same file twice.
  ["in in/a.png ./in/a.png -o out", ["in/a.png"], [["in/a.png", "out/a.png"]]],
  // Two that would give one.
  ["in -o out", ["in/b.jpg", "in/b.tif", "in/c.png"], [
    ["in/b.jpg", "out/b.jpg.png"],
    ["in/b.tif", "out/b.tif.png"],
    ["in/c.png", "out/c.png"],
  ]],
  ["in -o out", ["in/B.jpg", "in/b.tif"], [
    ["in/B.jpg", "out/B.jpg.png"],
    ["in/b.tif", "out/b.tif.png"],
  ]],
  ["b.jpg b.tif", [], [
    ["b.jpg", "b.jpg.x4.png"],
    ["b.tif", "b.tif.x4.png"],
  ]],
  // What `*.png` gives the second time.
  ["a.png a.x4.png b.png", ["a.png", "a.x4.png", "b.png"], [
    ["a.png", "a.x4.png"],
    ["b.png", "b.x4.png"],
  ]],
  // Patterns.
  ["in/*.jpg", ["in/a.jpg", "in/b.jpg", "in/c.png", "in/.d.jpg"], [
    ["in/a.jpg", "in/a.x4.png"],
    ["in/b.jpg", "in/b.x4.png"],
  ]],
  ["**/*.png -o out", ["in/a.png", "in/sub/b.png", "out/a.png"], [
    ["in/a.png", "out/a.png"],
    ["in/sub/b.png", "out/b.png"],
  ]],
  ["*.jpg -o ./", ["a.jpg"], [["a.jpg", "a.png"]]],
  ["i? -o out", ["in/a.png"], [["in/a.png", "out/a.png"]]],
  ["[a].png", ["[a].png", "a.png"], [["[a].png", "[a].x4.png"]]],
  ["a*.png -o b.jpg", ["a1.png"], [["a1.png", "b.jpg"]]],
];

for (const [line, names, jobs] of cases) {
  Deno.test(`planRun() knows what "${line}" reads and writes, beside ${names}`, () => {
    const expected = jobs.map(([input, output]) => ({ input, output }));
    assertEquals(plan(line, names).jobs, expected);
  });
}

Deno.test("planRun() takes the kind of file from --output or --format", () => {
  const formats = [
    "a.png",
    "a.png -o b.jpg",
    "a.png -o b.tiff",
    "a.png -o out/ --format webp",
  ].map((line) => plan(line).format);
  assertEquals(formats, ["png", "jpeg", "tiff", "webp"]);
});

Deno.test("planRun() leaves out linked folders, which may lead back", () => {
  const folder = Deno.makeTempDirSync();
  Deno.writeTextFileSync(`${folder}/a.png`, "");
  Deno.symlinkSync(folder, `${folder}/loop`);
  const { jobs } = plan(`${folder} -o out`);
  assertEquals(jobs, [{ input: `${folder}/a.png`, output: "out/a.png" }]);
  Deno.removeSync(folder, { recursive: true });
});

for (
  const [line, names, message] of [
    ["in", ["in/a.png"], "where do the results go?"],
    ["in -o in", ["in/a.png"], "the results cannot go into in itself"],
    ["in -o out", ["in/a.txt"], "there are no pictures in in"],
    ["*.jpg", ["a.png"], "nothing is named like *.jpg"],
    ["a.png -o out.gif", ["a.png"], "--output must end in .png, .jpg, .webp"],
    ["a.png -o out", ["a.png"], "or in / for a folder"],
    ["a.png -o b.png --format jpeg", [], "--format jpeg does not go with"],
    ["a.png --quality 80", ["a.png"], "--quality is for JPEG and WebP"],
    ["a.png -o b.tif --quality 80", [], "TIFF keeps all"],
    ["a.png b.png -o c.png", ["a.png", "b.png"], "several pictures go into a"],
    ["in -o file", ["in/a.png", "file"], "several pictures go into a folder"],
    ["a.png -o ./", ["a.png"], "would overwrite the input a.png"],
    ["d/a.png e/a.png -o out", [], "both be written to out/a.png.png"],
    ["a.png b.png --reference r.png", [], "--reference goes with one picture"],
    ["a.png b.png --kernel-out k.png", [], "--kernel-out goes with one"],
    ["in -o out --preview p.png", ["in/a.png"], "--preview goes with one"],
    ["in -o out --report r.html", ["in/a.png"], "--report goes with one"],
  ] as [string, string[], string][]
) {
  Deno.test(`planRun() refuses "${line}", beside ${names}`, () => {
    assertThrows(() => plan(line, names), UsageError, message);
  });
}

Deno.test({
  name: "planRun() goes on past a folder that it may not read",
  ignore: Deno.build.os === "windows" || Deno.uid() === 0,
  fn: () => {
    const folder = Deno.makeTempDirSync();
    Deno.writeTextFileSync(`${folder}/a.png`, "");
    Deno.mkdirSync(`${folder}/locked`, { mode: 0o000 });
    const { jobs, failures } = plan(`${folder} -o out`);
    assertEquals(jobs.length, 1);
    assertEquals(
      failures.map(({ message }) => message),
      [`cannot read ${folder}/locked: permission denied`],
    );
    Deno.removeSync(folder, { recursive: true });
  },
});
