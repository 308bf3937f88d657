import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { decodeImage, encodeImage } from "../../mod.ts";
import { evaluateArguments } from "../../src/cli/evaluate/evaluate_arguments.ts";
import type { Evaluation } from "../../src/cli/evaluate/evaluation.ts";
import type { EvaluationRecord } from "../../src/cli/evaluate/record.ts";
import { readKernel } from "../../src/cli/kernel_file.ts";
import { crop } from "../../src/image/crop.ts";
import { kernelPsnr, psnr, ssim } from "../../src/image/metrics.ts";
import type { Raster } from "../../src/image/raster.ts";
import { CHECKPOINT, hasWeights } from "../usrnet/weights.ts";
import { blobs } from "../pictures.ts";
import { command, files, mlmcHere } from "./program.ts";

/** A name that HTML, CSV and ASCII have no room for. */
const ODD = 'é, "<b>" 語';

/** Options for a short run. */
const SHORT = ["--iterations", "1", "--device", "cpu", "--quiet"];

/** A folder that holds the set `my set`, sharp and by 2: `a`, and one of another name. */
async function withSet(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/my set/HR`, { recursive: true });
    await write(`${folder}/my set/HR/a.png`, blobs(41, 30));
    await write(`${folder}/my set/HR/${ODD}.jpg`, blobs(32, 36));
    await mlmcHere(["degrade", "my set", "--sf", "2", "--quiet"], folder);
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function write(path: string, picture: Raster): Promise<void> {
  const format = path.endsWith(".jpg") ? "jpeg" : "png";
  await Deno.writeFile(path, await encodeImage(picture, format));
}

async function readPicture(path: string): Promise<Raster> {
  return await decodeImage(await Deno.readFile(path));
}

/** Evaluates methods on the set by 2. */
function evaluate(folder: string, methods: string, ...options: string[]) {
  const line = ["evaluate", "my set", "--sf", "2", "--methods", methods];
  return mlmcHere([...line, ...SHORT, ...options], folder);
}

async function readResults(folder: string): Promise<Evaluation> {
  const path = `${folder}/my set/results/results.json`;
  return JSON.parse(await Deno.readTextFile(path));
}

/** Changes a file of the results, as a text. */
async function change(path: string, by: (text: string) => string) {
  await Deno.writeTextFile(path, by(await Deno.readTextFile(path)));
}

/** The fields of a CSV's lines. */
function parseCsv(text: string): string[][] {
  return text.split("\r\n").slice(0, -1).map((line) =>
    [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].slice(0, 7)
      .map(([, field]) => field.replace(/^"(.*)"$/, "$1").replaceAll('""', '"'))
  );
}

/** Fails unless a record tells of the files that lie there. */
async function assertTrue(
  folder: string,
  record: EvaluationRecord,
): Promise<void> {
  const { method, picture, scale } = record;
  const set = `${folder}/my set`;
  const results = `${set}/results/${method}_x${scale}`;
  const result = await readPicture(`${results}/${picture}.png`);
  const kind = picture === "a" ? "png" : "jpg";
  const hr = crop(await readPicture(`${set}/HR/${picture}.${kind}`), {
    left: 0,
    top: 0,
    width: result.width,
    height: result.height,
  });
  assertEquals(record.psnr, psnr(result, hr, scale));
  assertEquals(record.ssim, ssim(result, hr, scale));
  assert(record.seconds > 0);
  if (method === "bicubic") return assertEquals(record.kernelPsnr, undefined);
  const kernel = await readKernel(`${results}/${picture}.mat`);
  const truth = await readKernel(`${set}/MLMC_gt_k_x2/${picture}.mat`);
  assertEquals(record.kernelPsnr, kernelPsnr(kernel, truth));
}

Deno.test("evaluateArguments() reads all options", () => {
  const line = "set --sf 4,2,4 --model M --methods mlmc-usrnet,bicubic,mlmc " +
    "-o out --force --preset paper --iterations 7 --seed 3 --noise auto " +
    "--kernel-prior motion --weights w.pth --device cpu --quiet --json";
  assertEquals(evaluateArguments(line.split(" ")), {
    set: "set",
    scales: [4, 2],
    model: "M",
    methods: ["bicubic", "mlmc", "mlmc-usrnet"],
    output: "out",
    force: true,
    preset: "paper",
    iterations: 7,
    seed: 3,
    noise: "auto",
    kernelPrior: "motion",
    weights: "w.pth",
    device: "cpu",
    quiet: true,
    json: true,
  });
  assertEquals(evaluateArguments(["a", "b", "--compare", "--json"]), {
    compare: ["a", "b"],
    json: true,
  });
});

Deno.test("mlmc evaluate measures the pictures and kernels that it writes", () =>
  withSet(async (folder) => {
    const outcome = await evaluate(folder, "mlmc,bicubic");
    assertEquals(outcome, { code: 0, out: "", err: "" });
    const { records, means } = await readResults(folder);
    assertEquals(records.map(({ method, picture }) => [method, picture]), [
      ["bicubic", "a"],
      ["mlmc", "a"],
      ["bicubic", ODD],
      ["mlmc", ODD],
    ]);
    for (const record of records) await assertTrue(folder, record);
    assertEquals(means.map(({ method, pictures }) => [method, pictures]), [
      ["bicubic", 2],
      ["mlmc", 2],
    ]);
    const [a, b] = records.filter(({ method }) => method === "mlmc");
    assertEquals(means[1].psnr, (a.psnr + b.psnr) / 2);
    assertEquals(means[1].kernelPsnr, (a.kernelPsnr! + b.kernelPsnr!) / 2);
    const results = `${folder}/my set/results`;
    const csv = parseCsv(await Deno.readTextFile(`${results}/results.csv`));
    assertEquals(csv[0][5], "kernel_psnr");
    assertEquals(
      csv.slice(1),
      records.map((record) =>
        [
          record.scale,
          record.method,
          record.picture,
          record.psnr,
          record.ssim,
          record.kernelPsnr ?? "",
          record.seconds,
        ].map(String)
      ),
    );
    const page = await Deno.readTextFile(`${results}/index.html`);
    assert(page.includes("<h3>é, &quot;&lt;b&gt;&quot; 語</h3>"));
    assertEquals(page.split("<img ").length - 1, 6);
    assertEquals(files(results).length, 3 + 4 * 2 + 2);
  }));

Deno.test("mlmc evaluate prints a table, or JSON alone", () =>
  withSet(async (folder) => {
    const line = ["evaluate", "my set", "--sf", "2", "--methods", "bicubic"];
    const { out, err } = await mlmcHere(line, folder);
    const lines = out.trim().split("\n");
    assertEquals(lines.length, 5, out);
    assertEquals(
      lines[0].split(/ +/).join(" "),
      "scale picture method PSNR SSIM kernel PSNR time",
    );
    const mean = /^×2 +mean of 2 +bicubic +\d\d\.\d\d dB +0\.\d{4} +\d\.\d s$/;
    assert(mean.test(lines[3]), out);
    assert(lines[4].endsWith(" and my set/results/index.html"), out);
    assertEquals(err, "");
    const json = await mlmcHere([...line, "--json"], folder);
    assertEquals(JSON.parse(json.out), await readResults(folder));
  }));

Deno.test("mlmc evaluate takes what is there, unless it is forced", () =>
  withSet(async (folder) => {
    await evaluate(folder, "bicubic,mlmc");
    const { records } = await readResults(folder);
    const kept = `${folder}/my set/results/mlmc_x2/a.json`;
    await change(kept, (text) => text.replace(/"psnr": .*,/, '"psnr": 12.5,'));
    await evaluate(folder, "mlmc");
    const again = (await readResults(folder)).records;
    assertEquals(again[0], { ...records[1], psnr: 12.5 });
    assertEquals(again[1], records[3]);
    await evaluate(folder, "mlmc", "--force");
    const forced = (await readResults(folder)).records;
    assertEquals(forced[0].psnr, records[1].psnr);
    assertNotEquals(forced[0].seconds, records[1].seconds);
  }));

Deno.test("mlmc evaluate makes anew what is damaged or of other data and settings", () =>
  withSet(async (folder) => {
    const set = `${folder}/my set`;
    const results = `${set}/results`;
    const damages: [method: string, damage: () => Promise<void>][] = [
      ["bicubic", () => change(`${results}/bicubic_x2/a.json`, () => "{")],
      ["bicubic", () =>
        change(
          `${results}/bicubic_x2/a.json`,
          (text) => text.replace('"psnr"', '"x"'),
        )],
      ["bicubic", () => Deno.remove(`${results}/bicubic_x2/a.png`)],
      ["bicubic", () => Deno.truncate(`${results}/bicubic_x2/a.png`, 99)],
      ["mlmc", () => Deno.truncate(`${results}/mlmc_x2/a.mat`, 9)],
      ["mlmc", () => write(`${set}/HR/a.png`, blobs(40, 30))],
    ];
    for (const [i, [method, damage]] of damages.entries()) {
      await evaluate(folder, method);
      const before = (await readResults(folder)).records;
      await damage();
      assertEquals((await evaluate(folder, method)).err, "", `${i}`);
      const after = (await readResults(folder)).records;
      assertNotEquals(after[0].seconds, before[0].seconds, `${i}`);
      assertEquals(after[1], before[1], `${i}`);
      await assertTrue(folder, after[0]);
    }
    const before = (await readResults(folder)).records;
    await evaluate(folder, "mlmc", "--seed", "1");
    const after = (await readResults(folder)).records;
    for (const i of [0, 1]) assertNotEquals(after[i].psnr, before[i].psnr);
  }));

Deno.test("mlmc evaluate goes on after a kill, with the same figures", () =>
  withSet(async (folder) => {
    await evaluate(folder, "bicubic,mlmc", "-o", "whole");
    const line = ["evaluate", "my set", "--sf", "2", "--methods"];
    const run = command([...line, "bicubic,mlmc", ...SHORT], folder).spawn();
    const results = `${folder}/my set/results`;
    while (!isThere(`${results}/mlmc_x2/a.json`)) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    run.kill("SIGKILL");
    await run.output();
    // What a kill leaves of a file that it was writing.
    await Deno.writeTextFile(`${results}/.results.json.mlmc-tmp`, "{");
    await evaluate(folder, "bicubic,mlmc");
    const whole = await Deno.readTextFile(`${folder}/whole/results.json`);
    const figures = ({ records }: Evaluation) =>
      records.map(({ seconds: _, ...rest }) => rest);
    assertEquals(
      figures(await readResults(folder)),
      figures(JSON.parse(whole)),
    );
    assertEquals(files(results), files(`${folder}/whole`));
  }));

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

Deno.test("mlmc evaluate goes on after pictures and methods that fail", () =>
  withSet(async (folder) => {
    const set = `${folder}/my set`;
    await write(`${set}/MLMC_lr_x2/lone.png`, blobs(9, 9));
    await write(`${set}/MLMC_lr_x2/other.png`, blobs(9, 9));
    await write(`${set}/HR/other.png`, blobs(20, 18));
    await Deno.writeTextFile(`${set}/MLMC_lr_x2/bad.png`, "no picture");
    await write(`${set}/HR/bad.png`, blobs(9, 9));
    await Deno.writeTextFile(`${set}/MLMC_gt_k_x2/${ODD}.mat`, "no kernel");
    const { code, err } = await evaluate(folder, "bicubic");
    assertEquals(code, 1);
    const lines = err.trim().split("\n");
    for (
      const [i, words] of [
        "my set/MLMC_lr_x2/bad.png is not a picture",
        "cannot read my set/HR/lone.png: it does not exist",
        "my set/HR/other.png is 20×18 pixels, and not 2 times",
        `my set/MLMC_gt_k_x2/${ODD}.mat `,
      ].entries()
    ) assert(lines[i].includes(words), err);
    assertEquals(lines.length, 4, err);
    const { records } = await readResults(folder);
    assertEquals(records.map(({ picture }) => picture), ["a"]);
    const page = await Deno.readTextFile(`${set}/results/index.html`);
    assertEquals(page.split("<img ").length - 1, 2);
  }));

Deno.test("mlmc evaluate tells of equal pictures, and of those smaller than SSIM's window", () =>
  withSet(async (folder) => {
    const set = `${folder}/my set`;
    const flat = new Float32Array(14 * 14 * 3).fill(0.2);
    for (const [name, side] of [["HR/b", 14], ["MLMC_lr_x2/b", 7]] as const) {
      const data = flat.subarray(0, side * side * 3);
      await write(`${set}/${name}.png`, { width: side, height: side, data });
    }
    const line = ["evaluate", "my set", "--sf", "2", "--methods", "bicubic"];
    const first = await mlmcHere(line, folder);
    assert(/\n×2 +b +bicubic +equal +0.0 s\n/.test(first.out), first.out);
    const { records, means } = await readResults(folder);
    assertEquals([records[1].psnr, means[0].psnr], [null, null]);
    assert(!("ssim" in records[1]));
    assertEquals(means[0].ssim, (records[0].ssim! + records[2].ssim!) / 2);
    assertEquals(await mlmcHere(line, folder), first);
    const results = "my set/results/results.json";
    const compared = await mlmcHere(
      ["evaluate", "--compare", results, results],
      folder,
    );
    assertEquals([compared.code, compared.err], [0, ""]);
    assert(/ b .* equal +equal +\+0\.00 .*1\.00\n/.test(compared.out));
  }));

Deno.test("mlmc evaluate --compare tells how two evaluations differ", () =>
  withSet(async (folder) => {
    const record = {
      scale: 2,
      method: "mlmc",
      psnr: 30,
      ssim: 0.9,
      seconds: 2,
    };
    const records = ["a", "b"].map((picture) => ({ ...record, picture }));
    const save = (name: string, value: unknown) =>
      Deno.writeTextFile(`${folder}/${name}.json`, JSON.stringify(value));
    await save("one", { records });
    await save("other", {
      records: [
        { ...records[1], psnr: null, ssim: 0.95, seconds: 1 },
        { ...records[0], psnr: 29.5, kernelPsnr: 40 },
        { ...records[0], picture: "c" },
      ],
    });
    const compare = (...line: string[]) =>
      mlmcHere(["evaluate", "--compare", ...line], folder);
    const { out } = await compare("one.json", "other.json");
    assertEquals(
      out.trim().split("\n").slice(1).map((line) => line.split(/ {2,}/)),
      [
        "×2|a|mlmc|30.00 dB|29.50 dB|-0.50|+0.0000|1.00".split("|"),
        "×2|b|mlmc|30.00 dB|equal|+∞|+0.0500|0.50".split("|"),
        "×2|mean of 2|mlmc|30.00 dB|equal|+∞|+0.0250|0.75".split("|"),
        ["in one of the files only: 1"],
      ],
    );
    const json = await compare("one.json", "other.json", "--json");
    const { pairs, means } = JSON.parse(json.out);
    assertEquals([pairs[0].psnr, pairs[1].psnr], [[30, 29.5], [30, null]]);
    assertEquals([pairs.length, means[0].seconds], [2, [2, 1.5]]);
    await save("disjoint", { records: [{ ...records[0], scale: 3 }] });
    const disjoint = await compare("one.json", "disjoint.json");
    assertEquals(disjoint.code, 1);
    assert(disjoint.err.includes("have no result in common"), disjoint.err);
    const text = { ...records[0], psnr: "30" };
    for (
      const value of [null, {}, [], { records: [{}] }, { records: [text] }]
    ) {
      await save("wrong", value);
      const { code, out, err } = await compare("one.json", "wrong.json");
      assertEquals([code, out], [1, ""]);
      assertEquals(
        err,
        "mlmc: wrong.json holds no evaluation; give a results.json of mlmc evaluate\n",
      );
    }
  }));

Deno.test("mlmc evaluate says in a line what is wrong, and makes no folder", () =>
  withSet(async (folder) => {
    await Deno.mkdir(`${folder}/empty/MLMC_lr_x2`, { recursive: true });
    await Deno.writeTextFile(`${folder}/file`, "");
    await Deno.mkdir(`${folder}/taken/index.html`, { recursive: true });
    const before = files(folder);
    const cases: [line: string[], code: number, words: string][] = [
      [["--sf", "2"], 2, "no folder of test data given"],
      [["my set", "b", "--sf", "2"], 2, 'not also "b"'],
      [["my set"], 2, "how many times larger? Give --sf"],
      [["my set", "--sf", "5"], 2, '2, 3, 4, 8, not "5"'],
      [["my set", "--sf", "2,,4"], 2, '2, 3, 4, 8, not ""'],
      [["my set", "--sf", "2", "--methods", "foo"], 2, 'kernel, not "foo"'],
      [["my set", "--sf", "2", "--nois", "3"], 2, "unknown option --nois"],
      [["none", "--sf", "2"], 2, "there is no folder none; give one"],
      [["my set", "--sf", "4"], 2, "MLMC_lr_x4; make it with mlmc degrade"],
      [["my set", "--sf", "2", "--model", "M"], 2, "my set/M_lr_x2"],
      [["empty", "--sf", "2"], 2, "no pictures (.png) in empty/MLMC_lr_x2"],
      [["my set", "--sf", "2", "--weights", "none"], 1, "cannot read none"],
      [["--compare", "a.json"], 2, "needs two files of results, not 1"],
      [["--compare", "a", "b", "--force"], 2, "does not go with --force"],
      [["--compare", "a", "b", "--sf", "2"], 2, "does not go with --sf"],
      [["--compare", "a", "b"], 1, "cannot read a: it does not exist"],
    ];
    const outputs = [["file", "cannot make the folder file"], [
      "taken",
      "cannot write taken/index.html: it is a folder",
    ]];
    for (const [output, words] of outputs) {
      const line = "--sf 2 --methods bicubic -o".split(" ");
      cases.push([["my set", ...line, output], 1, words]);
    }
    for (const [line, code, words] of cases) {
      const outcome = await mlmcHere(["evaluate", ...line], folder);
      assertEquals([outcome.code, outcome.out], [code, ""], words);
      assertEquals(outcome.err.split("\n").length, 2, outcome.err);
      assert(outcome.err.includes(words), outcome.err);
    }
    assertEquals(files(folder), before);
  }));

Deno.test("mlmc evaluate lays bicubic over the truth", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/my set/HR`, { recursive: true });
    const hr = blobs(96, 72);
    await write(`${folder}/my set/HR/a.png`, hr);
    for (const scale of [2, 3, 4]) {
      const line = ["my set", "--sf", `${scale}`, "--quiet"];
      await mlmcHere(["degrade", ...line], folder);
      await mlmcHere(
        ["evaluate", ...line, "--methods", "bicubic", "-o", "out"],
        folder,
      );
      const result = await readPicture(`${folder}/out/bicubic_x${scale}/a.png`);
      const inner = (dx: number, dy: number): Raster => {
        const box = { left: 1 + dx, top: 1 + dy, width: 94, height: 70 };
        return crop(result, box);
      };
      const truth = crop(hr, { left: 1, top: 1, width: 94, height: 70 });
      const best = psnr(inner(0, 0), truth, scale);
      for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
        const moved = psnr(inner(dx, dy), truth, scale);
        assert(moved < best, `×${scale}, ${dx}, ${dy}: ${moved}, ${best}`);
      }
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test({
  name: "mlmc evaluate: mlmc-usrnet takes the kernel that mlmc found",
  ignore: !hasWeights,
  fn: () =>
    withSet(async (folder) => {
      const weights = ["--weights", CHECKPOINT.pathname];
      const results = `${folder}/my set/results`;
      const kernels = `${folder}/my set/MLMC_gt_k_x2`;
      await Deno.remove(`${kernels}/${ODD}.mat`);
      await evaluate(folder, "mlmc");
      const mlmc = (await readResults(folder)).records;
      // A kernel that is recognised in the result.
      await Deno.copyFile(`${kernels}/a.mat`, `${results}/mlmc_x2/a.mat`);
      const methods = "mlmc-usrnet,usrnet-true-kernel";
      const { code, err } = await evaluate(folder, methods, ...weights);
      assertEquals(code, 1);
      const line = /^mlmc: .*: its true kernel is not there; put it [^\n]+\n$/;
      assert(line.test(err), err);
      const { records } = await readResults(folder);
      const [first, ideal, second] = records;
      assertEquals(records.length, 3);
      // null stands for infinity.
      assertEquals([first.kernelPsnr, ideal.kernelPsnr], [null, undefined]);
      assertEquals(first.psnr, ideal.psnr);
      assert(ideal.psnr > 25, `${ideal.psnr} dB`);
      assert(first.seconds > mlmc[0].seconds);
      const page = await Deno.readTextFile(`${results}/index.html`);
      assert(page.includes("usrnet-true-kernel (1 of 2 pictures)"));
      await Deno.remove(`${results}/mlmc_x2`, { recursive: true });
      await evaluate(folder, "mlmc-usrnet", "--force", ...weights);
      const alone = (await readResults(folder)).records;
      assertEquals(alone[0].kernelPsnr, mlmc[0].kernelPsnr);
      assertEquals(alone[1].psnr, second.psnr);
    }),
});
