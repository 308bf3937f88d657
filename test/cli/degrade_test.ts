import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { join } from "node:path";
import { decodeImage, encodeImage } from "../../mod.ts";
import { degradeArguments } from "../../src/cli/degrade/degrade_arguments.ts";
import { readKernel } from "../../src/cli/kernel_file.ts";
import { writeKernelFile } from "../../src/kernel_file/mod.ts";
import { python, pythonTest } from "../kernel_file/python.ts";
import { smoothPicture } from "../pictures.ts";
import { files, mlmcHere, writePicture } from "./program.ts";

/** A folder that holds the set `set` with two pictures. */
async function withSet(
  body: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/set/HR`, { recursive: true });
    await writePicture(`${folder}/set/HR/a.png`, 41, 30);
    await writePicture(`${folder}/set/HR/b.c.jpg`, 24, 32);
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Makes test data from the set. */
function degrade(folder: string, args: string) {
  return mlmcHere(["degrade", ...args.split(" ")], folder);
}

async function readPicture(path: string) {
  return await decodeImage(await Deno.readFile(path));
}

Deno.test("degradeArguments() reads all options", () => {
  const line = "set --sf 4 -o out --model M --kernelgan --kernel-noise .4 " +
    "--noise 2.5 --seed 7 --force --quiet --json";
  assertEquals(degradeArguments(line.split(" ")), {
    set: "set",
    scale: 4,
    output: "out",
    model: "M",
    kernelPrior: "gaussian",
    isKernelGan: true,
    kernelNoise: 0.4,
    kernel: undefined,
    noise: 2.5,
    seed: 7,
    force: true,
    quiet: true,
    json: true,
  });
});

Deno.test("mlmc degrade writes the reference's layout", () =>
  withSet(async (folder) => {
    const { code, out, err } = await degrade(folder, "set --sf 2");
    assertEquals([code, err], [0, ""]);
    assert(out.startsWith("wrote set/MLMC_lr_x2/a.png (20×15) and set/MLMC_"));
    assert(out.endsWith("\nmade 2 pictures\n"), out);
    assertEquals(files(`${folder}/set`), [
      "HR/a.png",
      "HR/b.c.jpg",
      "MLMC_gt_k_x2/a.mat",
      "MLMC_gt_k_x2/a.png",
      "MLMC_gt_k_x2/b.c.mat",
      "MLMC_gt_k_x2/b.c.png",
      "MLMC_lr_x2/a.png",
      "MLMC_lr_x2/b.c.png",
    ]);
    const kernels = `${folder}/set/MLMC_gt_k_x2`;
    const kernel = await readKernel(`${kernels}/a.mat`);
    assertEquals(kernel.size, 11);
    assertEquals(await readKernel(`${kernels}/a.png`), kernel);
    assertNotEquals(await readKernel(`${kernels}/b.c.mat`), kernel);
  }));

Deno.test("mlmc degrade skips what is there, unless it is forced", () =>
  withSet(async (folder) => {
    await degrade(folder, "set --sf 2 --quiet");
    const path = `${folder}/set/MLMC_lr_x2/a.png`;
    await Deno.remove(`${folder}/set/MLMC_gt_k_x2/b.c.mat`);
    await Deno.writeTextFile(path, "mine");
    const again = await degrade(folder, "set --sf 2");
    assert(
      again.out.endsWith(
        "made 1 picture, skipped 1 already there (--force makes them anew)\n",
      ),
      again.out,
    );
    assertEquals(await Deno.readTextFile(path), "mine");
    const forced = await degrade(folder, "set --sf 2 --force --quiet");
    assertEquals(forced, { code: 0, out: "", err: "" });
    assertEquals((await readPicture(path)).width, 20);
  }));

Deno.test("mlmc degrade -o writes the sharp pictures as well, cut to fit", () =>
  withSet(async (folder) => {
    const { code } = await degrade(folder, "set --sf 4 --model M -o x/out");
    assertEquals(code, 0);
    const out = `${folder}/x/out`;
    const sharp = await readPicture(`${out}/HR/a.png`);
    const small = await readPicture(`${out}/M_lr_x4/a.png`);
    assertEquals([sharp.width, sharp.height], [40, 28]);
    assertEquals([small.width, small.height], [10, 7]);
    assertEquals(
      sharp.data.subarray(0, 120),
      smoothPicture(41, 30).data.subarray(0, 120),
    );
    assertEquals((await readPicture(`${out}/HR/b.c.png`)).height, 32);
    assertEquals(files(`${folder}/set`), ["HR/a.png", "HR/b.c.jpg"]);
  }));

Deno.test("mlmc degrade: a picture's data depend on the seed and its name alone", () =>
  withSet(async (folder) => {
    const options = "set --sf 2 --noise 20 --kernel-noise 0.3";
    const read = async (set: string) =>
      await Promise.all(
        ["MLMC_lr_x2/b.c.png", "MLMC_gt_k_x2/b.c.mat"].map((file) =>
          Deno.readFile(join(folder, set, file))
        ),
      );
    await degrade(folder, `${options} -o one`);
    await degrade(folder, `${options} -o other --seed 1`);
    await Deno.remove(`${folder}/set/HR/a.png`);
    await degrade(folder, `${options} -o alone`);
    const one = await read("one");
    assertEquals(await read("alone"), one);
    const other = await read("other");
    one.forEach((bytes, i) => assertNotEquals(other[i], bytes));
  }));

Deno.test("mlmc degrade --json prints a line for each picture", () =>
  withSet(async (folder) => {
    await degrade(folder, "set --sf 2 --quiet");
    await Deno.writeTextFile(`${folder}/set/HR/bad.png`, "no picture");
    await writePicture(`${folder}/set/HR/z.png`, 22, 22);
    const run = await degrade(folder, "set --sf 2 --json --noise 5 --seed 3");
    const lines = run.out.trim().split("\n").map((line) => JSON.parse(line));
    assertEquals(run.code, 1);
    assertEquals(lines.map(({ skipped = false }) => skipped), [
      true,
      true,
      false,
      false,
    ]);
    assert(lines[2].error.startsWith("set/HR/bad.png is not a picture"));
    const { noise, kernelWidth, ...rest } = lines[3];
    assert(noise > 0 && noise < 5);
    assert(kernelWidth.mean > 1);
    assertEquals(rest, {
      input: "set/HR/z.png",
      output: "set/MLMC_lr_x2/z.png",
      kernel: "set/MLMC_gt_k_x2/z.mat",
      width: 11,
      height: 11,
      scale: 2,
      seed: 3,
    });
  }));

Deno.test("mlmc degrade goes on after pictures that it cannot take", () =>
  withSet(async (folder) => {
    await Deno.writeTextFile(`${folder}/set/HR/0.png`, "no picture");
    await writePicture(`${folder}/set/HR/1.png`, 40, 10);
    const { code, out, err } = await degrade(folder, "set --sf 2");
    assertEquals(code, 1);
    const [first, second, ...rest] = err.split("\n");
    assert(first.startsWith("mlmc: set/HR/0.png is not a picture"), first);
    assertEquals(
      second,
      "mlmc: set/HR/1.png is too small, 40×10 pixels, for a kernel of 11×11; give a larger picture",
    );
    assertEquals(rest, [""]);
    assert(out.endsWith("made 2 pictures, 2 failed\n"), out);
  }));

Deno.test("mlmc degrade lays what is clear on white", () =>
  withSet(async (folder) => {
    const data = new Float32Array(20 * 20 * 3);
    const alpha = new Float32Array(20 * 20);
    const clear = { width: 20, height: 20, data, alpha };
    const bytes = await encodeImage(clear, "png");
    await Deno.writeFile(`${folder}/set/HR/clear.png`, bytes);
    await degrade(folder, "set --sf 2");
    const small = await readPicture(`${folder}/set/MLMC_lr_x2/clear.png`);
    assert(small.data.every((value) => value === 1));
    assertEquals(small.alpha, undefined);
  }));

Deno.test("mlmc degrade --kernel takes one kernel for all, or a folder of them", () =>
  withSet(async (folder) => {
    const one = { size: 3, data: Float32Array.of(0, 0, 0, 0, 2, 0, 0, 0, 0) };
    const unit = { ...one, data: one.data.map((weight) => weight / 2) };
    const file = await writeKernelFile("k.npy", one);
    await Deno.writeFile(`${folder}/k.npy`, file);
    await degrade(folder, "set --sf 2 --kernel k.npy --quiet");
    const kernels = `${folder}/set/MLMC_gt_k_x2`;
    assertEquals(await readKernel(`${kernels}/b.c.mat`), unit);
    const small = await readPicture(`${folder}/set/MLMC_lr_x2/a.png`);
    const { data } = smoothPicture(41, 30);
    assertEquals(small.data.subarray(3, 6), data.subarray(6, 9));
    await Deno.mkdir(`${folder}/k`);
    await Deno.writeFile(`${folder}/k/a.npy`, file);
    const run = await degrade(folder, "set --sf 2 -o out --kernel k");
    assertEquals(run.code, 1);
    assertEquals(
      run.err,
      "mlmc: set/HR/b.c.jpg: k has no kernel for b.c; put b.c.mat into it\n",
    );
    assertEquals(await readKernel(`${folder}/out/MLMC_gt_k_x2/a.mat`), unit);
  }));

Deno.test("mlmc degrade says in a line what is wrong", () =>
  withSet(async (folder) => {
    await Deno.mkdir(`${folder}/empty/HR`, { recursive: true });
    await Deno.mkdir(`${folder}/twice/HR`, { recursive: true });
    await Deno.writeTextFile(`${folder}/twice/HR/a.png`, "");
    await Deno.writeTextFile(`${folder}/twice/HR/A.jpg`, "");
    const cases: [string, string][] = [
      ["--sf 2", "no data set given"],
      ["set more --sf 2", 'one data set, not also "more"'],
      ["set", "how many times smaller? Give --sf 2, 3, 4 or 8"],
      ["set --sf 5", "--sf must be one of 2, 3, 4, 8"],
      ["set --sf 2 --nois 3", "unknown option --nois"],
      ["set --sf 2 --noise 51", "--noise must be a number from 0 to 50"],
      ["set --sf 2 --kernel-noise 2", "must be a number from 0 to 1"],
      ["set --sf 2 --model a/b", "must be a part of a folder's name"],
      ["set --sf 2 --kernelgan", "--kernelgan goes with --sf 4"],
      [
        "set --sf 4 --kernelgan --kernel-prior motion",
        "--kernelgan goes with --sf 4",
      ],
      [
        "set --sf 2 --kernel k.mat --kernel-noise 1",
        "--kernel-noise does not go with a given --kernel",
      ],
      ["set/HR --sf 2", "there is no folder set/HR/HR"],
      ["none --sf 2", "there is no folder none/HR"],
      ["empty --sf 2", "there are no pictures in empty/HR"],
      ["twice --sf 2", "would both give"],
      ["set --sf 2 -o ./set/", "--output must be another folder than set"],
    ];
    for (const [args, words] of cases) {
      const { code, out, err } = await degrade(folder, args);
      assertEquals([code, out, err.split("\n").length], [2, "", 2], args);
      assert(err.includes(words), err);
    }
    const none = await degrade(folder, "set --sf 2 --kernel k.mat");
    assertEquals(none.code, 1);
    assertEquals(none.err, "mlmc: cannot read k.mat: it does not exist\n");
  }));

pythonTest(
  "SciPy makes the same low-resolution pictures from the kernels of mlmc degrade",
  () =>
    withSet(async (folder) => {
      await Deno.remove(`${folder}/set/HR/b.c.jpg`);
      await writePicture(`${folder}/set/HR/b.png`, 60, 51);
      for (const scale of [2, 3]) await degrade(folder, `set --sf ${scale}`);
      const printed = await python(
        `
import numpy, scipy.io
from PIL import Image
from scipy.ndimage import correlate
def picture(path):
    return numpy.asarray(Image.open(path).convert("RGB")) / 255
for s in 2, 3:
    for name in "a", "b":
        k = scipy.io.loadmat(f"set/MLMC_gt_k_x{s}/{name}.mat")["Kernel"]
        hr = picture(f"set/HR/{name}.png")
        h, w = hr.shape[0] // s * s, hr.shape[1] // s * s
        blurred = correlate(hr[:h, :w], k[:, :, None], mode="wrap")[::s, ::s]
        lr = picture(f"set/MLMC_lr_x{s}/{name}.png")
        assert lr.shape == blurred.shape
        print(abs(lr - blurred.clip(0, 1)).max() * 255)
`,
        folder,
      );
      const errors = printed.trim().split("\n").map(Number);
      assertEquals(errors.length, 4);
      assert(errors.every((levels) => levels <= 0.51), printed);
    }),
);
