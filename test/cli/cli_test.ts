/** The program as a user runs it on one picture: its files, its lines, its exit code. */
import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { decodeImage, encodeImage } from "../../mod.ts";
import { webGpuTest } from "../engine.ts";
import { smoothPicture } from "../pictures.ts";
import {
  files,
  mlmc,
  mlmcHere,
  SHORT,
  SHORTER,
  withFolder,
  writePicture,
} from "./program.ts";

Deno.test("mlmc writes the picture beside the input and says so", () =>
  withFolder(async (folder) => {
    const { code, out, err } = await mlmc(["in.png", ...SHORT], folder);
    assertEquals(code, 0);
    assertMatch(
      out,
      /^wrote in\.x2\.png \(20×16\), .*kernel [\d.]+ pixels wide at half its height \([\d.]+ × [\d.]+\)[^\n]*\n$/,
    );
    assertStringIncludes(err, "solve 10/10");
    assertEquals(files(folder), ["in.png", "in.x2.png"]);
    const bytes = await Deno.readFile(`${folder}/in.x2.png`);
    const image = await decodeImage(bytes);
    assertEquals([image.width, image.height], [20, 16]);
  }));

Deno.test("mlmc --quiet prints nothing, --json one object", () =>
  withFolder(async (folder) => {
    await writePicture(`${folder}/hr.png`, 20, 16);
    const quiet = await mlmc(["in.png", ...SHORTER, "--quiet"], folder);
    assertEquals(quiet, { code: 0, out: "", err: "" });
    const { code, out } = await mlmc(
      ["in.png", ...SHORTER, "--json", "--reference", "hr.png", "--noise", "3"],
      folder,
    );
    assertEquals(code, 0);
    const result = JSON.parse(out);
    assertEquals([result.width, result.height, result.scale], [20, 16, 2]);
    assertEquals([result.noise, result.tiles], [3, 1]);
    assert(Array.isArray(result.doubts));
    assert(result.psnr > 5 && result.ssim < 1);
    const { mean, major, minor } = result.kernelWidth;
    assert(major >= mean && mean >= minor && minor > 0);
  }));

Deno.test("mlmc gives the same bytes twice, and writes the kernel, which it takes again", () =>
  withFolder(async (folder) => {
    const run = (name: string, ...more: string[]) =>
      mlmcHere(
        [
          "in.png",
          ...SHORT,
          "--quiet",
          "-o",
          `${name}.png`,
          "--kernel-out",
          `${name}.json`,
          ...more,
        ],
        folder,
      );
    assertEquals((await run("a")).code, 0);
    assertEquals((await run("b")).code, 0);
    for (const type of ["png", "json"]) {
      assertEquals(
        await Deno.readFile(`${folder}/a.${type}`),
        await Deno.readFile(`${folder}/b.${type}`),
      );
    }
    const kernel = async (name: string): Promise<number[][]> =>
      JSON.parse(await Deno.readTextFile(`${folder}/${name}.json`));
    const rows = await kernel("a");
    assertEquals(rows.map((row) => row.length), Array(11).fill(11));
    assertEquals((await run("c", "--kernel", "a.json")).code, 0);
    (await kernel("c")).flat().forEach((weight, i) => {
      assert(Math.abs(weight - rows.flat()[i]) < 1e-6);
    });
  }));

Deno.test("mlmc writes every format, at a quality, with metadata or without", () =>
  withFolder(async (folder) => {
    const xmp = new TextEncoder().encode(
      '<x:xmpmeta xmlns:x="adobe:ns:meta/"></x:xmpmeta>',
    );
    const picture = {
      ...smoothPicture(16, 16),
      file: { bits: 8 as const, isGrey: false, xmp },
    };
    const bytes = await encodeImage(picture, "jpeg");
    await Deno.writeFile(`${folder}/p.jpg`, bytes);
    const run = async (output: string, ...more: string[]) => {
      const args = ["p.jpg", ...SHORTER, "--quiet", "-o", output, ...more];
      const outcome = await mlmcHere(args, folder);
      assertEquals(outcome, { code: 0, out: "", err: "" });
      return await Deno.readFile(`${folder}/${output}`);
    };
    for (const output of ["q.png", "q.jpg", "q.webp", "q.tif"]) {
      const { width, file } = await decodeImage(await run(output));
      assertEquals([width, file?.xmp !== undefined], [32, true], output);
    }
    const stripped = await decodeImage(await run("r.jpg", "--strip"));
    assertEquals(stripped.file?.xmp, undefined);
    const sizes = [
      (await run("s.webp", "--quality", "20")).length,
      (await run("s.webp", "--quality", "100")).length,
    ];
    assert(sizes[0] < sizes[1]);
  }));

Deno.test("mlmc --report writes a page", () =>
  withFolder(async (folder) => {
    const { code } = await mlmcHere(
      ["in.png", ...SHORTER, "--quiet", "--report", "r.html"],
      folder,
    );
    assertEquals(code, 0);
    const page = await Deno.readTextFile(`${folder}/r.html`);
    assertStringIncludes(page, "in.png");
    assertStringIncludes(page, config.version);
    assertEquals(files(folder), ["in.png", "in.x2.png", "r.html"]);
  }));

Deno.test("mlmc --help and --version print and end", async () => {
  const help = await mlmcHere(["--help"], ".");
  assertEquals(help.code, 0);
  for (const line of help.out.split("\n")) assert(line.length <= 80, line);
  for (const option of ["--sf", "--kernel-out", "--benchmark", "--json"]) {
    assertStringIncludes(help.out, option);
  }
  const version = await mlmc(["--version"], ".");
  assertEquals(version.out, `mlmc ${config.version}\n`);
});

Deno.test("mlmc says in one line what is wrong, and leaves nothing", () =>
  withFolder(async (folder) => {
    const whole = await Deno.readFile(`${folder}/in.png`);
    const file = (name: string, bytes: Uint8Array) =>
      Deno.writeFile(`${folder}/${name}`, bytes);
    await file("empty.png", new Uint8Array());
    await file("text.png", new TextEncoder().encode("not a picture"));
    await file("cut.png", whole.slice(0, whole.length - 20));
    await writePicture(`${folder}/thin.png`, 1, 9);
    await writePicture(`${folder}/long.png`, 2100, 4);
    await Deno.mkdir(`${folder}/folder`);
    await Deno.symlink(`${folder}/in.png`, `${folder}/link.png`);
    await Deno.writeTextFile(`${folder}/k.json`, "[[1]]");
    await Deno.writeTextFile(`${folder}/bad.json`, "[[1, 2]]");
    const before = files(folder);
    const cases: [line: string, code: number, message: string][] = [
      ["in.png --sf 5", 2, "--sf must be one of"],
      ["in.png --sf 2 --bogus", 2, "unknown option --bogus"],
      ["in.png --sf 2 -o in.png", 2, "overwrite the input"],
      ["in.png --sf 2 -o link.png", 2, "overwrite the input"],
      ["in.png --sf 2 -o a.png --preview a.png", 2, "the other output"],
      ["in.png --sf 2 --preview in.png", 2, "overwrite the input"],
      [
        "in.png --sf 2 --kernel k.json --kernel-out k.json",
        2,
        "overwrite the input",
      ],
      ["in.png --sf 2 --reference no.png", 1, "it does not exist"],
      ["missing.png --sf 2", 1, "it does not exist"],
      ["folder --sf 2 -o out", 2, "there are no pictures in folder"],
      ["empty.png --sf 2", 1, "empty.png is empty"],
      ["text.png --sf 2", 1, "text.png is not a picture"],
      ["cut.png --sf 2", 1, "cut.png is cut short"],
      ["thin.png --sf 2", 1, "too small"],
      ["long.png --sf 8 -o long.webp", 1, "at most 16383 a side"],
      ["in.png --sf 2 -o no/out.png", 1, "its folder does not exist"],
      ["in.png --sf 2 -o in.png/", 1, "cannot make the folder in.png:"],
      ["in.png --sf 2 --reference in.png", 1, "must be 20×16"],
      ["in.png --sf 2 --kernel no.json", 1, "it does not exist"],
      ["in.png --sf 2 --kernel bad.json", 1, "bad.json is 1×2; only if"],
    ];
    for (const [line, code, message] of cases) {
      const outcome = await mlmcHere(line.split(" "), folder);
      assertEquals(outcome.code, code, `${line}: ${outcome.err}`);
      assertStringIncludes(outcome.err, message, line);
      assertMatch(outcome.err, /^mlmc: [^\n]+\n$/, line);
    }
    assertEquals(files(folder), before);
    const process = await mlmc(["text.png", "--sf", "2"], folder);
    assertEquals(process.code, 1);
    assertMatch(process.err, /^mlmc: text\.png is not a picture[^\n]+\n$/);
  }));

Deno.test({
  name: "mlmc does not wait for a pipe or a device",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withFolder(async (folder) => {
      const { code } = await new Deno.Command("mkfifo", {
        args: [`${folder}/pipe.png`],
      }).output();
      assertEquals(code, 0);
      for (
        const [line, message] of [
          ["pipe.png", "pipe.png is no file; give a picture file"],
          ["/dev/zero -o a.png", "/dev/zero is no file"],
          ["in.png --reference pipe.png", "pipe.png is no file"],
          ["in.png -o pipe.png", "cannot write pipe.png: it is no file"],
        ]
      ) {
        const { code, err } = await mlmcHere(
          [...line.split(" "), "--sf", "2"],
          folder,
        );
        assertEquals([code, err.split("\n").length], [1, 2]);
        assertStringIncludes(err, message);
      }
    }),
});

Deno.test({
  name: "mlmc says what it may not read or write",
  ignore: Deno.build.os === "windows" || Deno.uid() === 0,
  fn: () =>
    withFolder(async (folder) => {
      await Deno.chmod(`${folder}/in.png`, 0o000);
      const read = await mlmcHere(["in.png", "--sf", "2"], folder);
      assertEquals(read.err, "mlmc: cannot read in.png: permission denied\n");
      await Deno.chmod(`${folder}/in.png`, 0o600);
      await Deno.mkdir(`${folder}/locked`, { mode: 0o500 });
      const write = await mlmcHere(
        ["in.png", "--sf", "2", "-o", "locked/a.png"],
        folder,
      );
      assertEquals(
        write.err,
        "mlmc: cannot write locked/a.png: permission denied\n",
      );
      assertEquals([read.code, write.code], [1, 1]);
    }),
});

Deno.test("mlmc doctor prints what there is, and tests the kernels", () =>
  withFolder(async (folder) => {
    const { code, out, err } = await mlmc(
      ["doctor", "--device", "cpu"],
      folder,
    );
    assertEquals([code, err], [0, ""]);
    assertMatch(out, /^mlmc \d+\.\d+\.\d+, TensorFlow\.js [\d.]+, Deno /);
    assertMatch(out, /^GPU: /m);
    assertMatch(out, /^CPU: \d+ threads, .* memory free$/m);
    assertStringIncludes(out, "--device cpu: the CPU engine (asked for)");
    assertMatch(out, /^ {2}ok {4}convolution 3×3: \d+e-\d+ off$/m);
    assertMatch(out, /^all kernels are as they should be, [\d.]+ s$/m);
  }));

Deno.test("mlmc doctor refuses what it does not take", async () => {
  const { code, err } = await mlmcHere(["doctor", "--sf", "2"], ".");
  assertEquals(code, 2);
  assertEquals(err, "mlmc: unknown option --sf; see --help\n");
});

webGpuTest(
  "mlmc --device webgpu writes a picture",
  () =>
    withFolder(async (folder) => {
      const { code, out } = await mlmc(
        ["in.png", ...SHORTER, "--device", "webgpu", "--json"],
        folder,
      );
      assertEquals(code, 0);
      const { device, width, height } = JSON.parse(out);
      assertEquals([device, width, height], ["webgpu", 20, 16]);
    }),
);
