/** The program as a user runs it: a process, its files, its lines, its exit code. */
import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { decodeImage, encodeImage } from "../../mod.ts";
import config from "../../deno.json" with { type: "json" };
import { smoothPicture } from "../pictures.ts";
import { webGpuTest } from "../engine.ts";

const MAIN = new URL("../../mod.ts", import.meta.url).pathname;

interface Outcome {
  code: number;
  out: string;
  err: string;
}

function command(args: string[], cwd: string): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", MAIN, ...args],
    cwd,
    env: { NO_COLOR: "1", MLMC_DEBUG: "" },
    stdout: "piped",
    stderr: "piped",
  });
}

async function mlmc(args: string[], cwd: string): Promise<Outcome> {
  const { code, stdout, stderr } = await command(args, cwd).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), err: text(stderr) };
}

/** A folder with `in.png`, 10×8 pixels, that is removed afterwards. */
async function withFolder(
  body: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const bytes = await encodeImage(smoothPicture(10, 8), "png");
    await Deno.writeFile(`${folder}/in.png`, bytes);
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function files(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

const SHORT = ["--sf", "2", "--iterations", "1"];

Deno.test("mlmc writes the picture beside the input and says so", () =>
  withFolder(async (folder) => {
    const { code, out, err } = await mlmc(["in.png", ...SHORT], folder);
    assertEquals(code, 0);
    assertMatch(
      out,
      /^wrote in\.x2\.png \(20×16\), .*kernel [\d.]+ pixels wide at half its height \([\d.]+ × [\d.]+\)\n$/,
    );
    assertStringIncludes(err, "solve 5/5");
    assertEquals(files(folder), ["in.png", "in.x2.png"]);
    const image = await decodeImage(
      await Deno.readFile(`${folder}/in.x2.png`),
    );
    assertEquals([image.width, image.height], [20, 16]);
  }));

Deno.test("mlmc gives the same bytes twice, and writes the kernel", () =>
  withFolder(async (folder) => {
    const run = (name: string) =>
      mlmc(
        [
          "in.png",
          ...SHORT,
          "-o",
          `${name}.png`,
          "--kernel-out",
          `${name}.json`,
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
    const rows: number[][] = JSON.parse(
      await Deno.readTextFile(`${folder}/a.json`),
    );
    assertEquals(rows.map((row) => row.length), Array(11).fill(11));
  }));

Deno.test("mlmc --json prints one object, --quiet nothing", () =>
  withFolder(async (folder) => {
    await Deno.writeFile(
      `${folder}/hr.png`,
      await encodeImage(smoothPicture(20, 16), "png"),
    );
    const { code, out } = await mlmc(
      ["in.png", ...SHORT, "--json", "--quiet", "--reference", "hr.png"],
      folder,
    );
    assertEquals(code, 0);
    const result = JSON.parse(out);
    assertEquals([result.width, result.height, result.scale], [20, 16, 2]);
    assert(result.psnr > 5);
    const { mean, major, minor } = result.kernelWidth;
    assert(major >= mean && mean >= minor && minor > 0);
    const quiet = await mlmc(["in.png", ...SHORT, "--quiet"], folder);
    assertEquals(quiet, { code: 0, out: "", err: "" });
  }));

Deno.test("mlmc reads and writes JPEG", () =>
  withFolder(async (folder) => {
    const bytes = await encodeImage(smoothPicture(16, 16), "jpeg");
    await Deno.writeFile(`${folder}/p.jpg`, bytes);
    const { code } = await mlmc(["p.jpg", ...SHORT, "-o", "q.jpg"], folder);
    assertEquals(code, 0);
    const back = await decodeImage(await Deno.readFile(`${folder}/q.jpg`));
    assertEquals(back.width, 32);
  }));

Deno.test("mlmc --help and --version print and end", async () => {
  const help = await mlmc(["--help"], ".");
  assertEquals(help.code, 0);
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
    await file("thin.png", await encodeImage(smoothPicture(1, 9), "png"));
    await Deno.mkdir(`${folder}/folder`);
    await Deno.symlink(`${folder}/in.png`, `${folder}/link.png`);
    const before = files(folder);
    const cases: [string[], number, string][] = [
      [[], 2, "no picture given"],
      [["in.png"], 2, "--sf 2, 3, 4 or 8"],
      [["in.png", "--sf", "5"], 2, "--sf must be one of"],
      [["in.png", "--sf"], 2, "--sf"],
      [["in.png", "--sf", "2", "--bogus"], 2, "unknown option --bogus"],
      [["in.png", "two.png", "--sf", "2"], 2, "one picture at a time"],
      [["in.png", "--sf", "2", "-o", "out.bmp"], 2, ".png or .jpg"],
      [["in.png", "--sf", "2", "-o", "in.png"], 2, "overwrite the input"],
      [["in.png", "--sf", "2", "-o", "link.png"], 2, "overwrite the input"],
      [["in.png", "--sf", "2", "--kernel-out", "k.txt"], 2, ".png or .json"],
      [["in.png", "--sf", "2", "--iterations", "0"], 2, "--iterations"],
      [["in.png", "--sf", "2", "--iterations", "1.5"], 2, "--iterations"],
      [["in.png", "--sf", "2", "--seed=-3"], 2, "--seed"],
      [["in.png", "--sf", "2", "--seed", "-3"], 2, 'not "-3"'],
      [["in.png", "--sf", "2", "--reference", "no.png"], 1, "does not exist"],
      [["in.png", "--sf", "2", "--preset", "best"], 2, "--preset"],
      [["missing.png", "--sf", "2"], 1, "it does not exist"],
      [["folder", "--sf", "2"], 1, "is a folder"],
      [["empty.png", "--sf", "2"], 1, "is empty"],
      [["text.png", "--sf", "2"], 1, "is not a PNG or JPEG"],
      [["cut.png", "--sf", "2"], 1, "is cut short"],
      [["thin.png", "--sf", "2"], 1, "too small"],
      [["in.png", "--sf", "2", "-o", "no/out.png"], 1, "does not exist"],
      [["in.png", "--sf", "2", "--reference", "in.png"], 1, "must be 20×16"],
    ];
    const outcomes = await inPairs(cases, ([args]) => mlmc(args, folder));
    cases.forEach(([args, code, message], i) => {
      const { err } = outcomes[i];
      assertEquals(outcomes[i].code, code, `${args}: ${err}`);
      assertStringIncludes(err, message, args.join(" "));
      assertMatch(err, /^mlmc: [^\n]+\n$/, args.join(" "));
    });
    assertEquals(files(folder), before);
  }));

/** Runs two at a time. */
async function inPairs<T, R>(
  items: T[],
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  for (let i = 0; i < items.length; i += 2) {
    results.push(...await Promise.all(items.slice(i, i + 2).map(work)));
  }
  return results;
}

Deno.test("mlmc ends within two seconds of Ctrl-C and leaves nothing", () =>
  withFolder(async (folder) => {
    const child = command(["in.png", "--sf", "8"], folder).spawn();
    const reader = child.stderr.getReader();
    let text = "";
    while (!text.includes("solve")) {
      const { value } = await reader.read();
      text += new TextDecoder().decode(value);
    }
    const started = performance.now();
    child.kill("SIGINT");
    const status = await child.status;
    assert(performance.now() - started < 2000);
    assertEquals(status.code, 130);
    await reader.cancel();
    await child.stdout.cancel();
    assertEquals(files(folder), ["in.png"]);
  }));

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

Deno.test("mlmc doctor refuses what it does not take", () =>
  withFolder(async (folder) => {
    const { code, err } = await mlmc(["doctor", "--sf", "2"], folder);
    assertEquals(code, 2);
    assertEquals(err, "mlmc: doctor takes --device alone, not --sf\n");
  }));

webGpuTest(
  "mlmc --device webgpu writes a picture",
  () =>
    withFolder(async (folder) => {
      const { code, out } = await mlmc(
        ["in.png", ...SHORT, "--device", "webgpu", "--json"],
        folder,
      );
      assertEquals(code, 0);
      const { device, width, height } = JSON.parse(out);
      assertEquals([device, width, height], ["webgpu", 20, 16]);
    }),
);
