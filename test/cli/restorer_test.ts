/** The program with USRNet and with kernels in files of other programs. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { decodeImage } from "../../mod.ts";
import { readKernel } from "../../src/cli/kernel_file.ts";
import { CHECKPOINT, hasWeights } from "../usrnet/weights.ts";
import { mlmcHere, SHORT, withFolder } from "./program.ts";

const WEIGHTS = ["--restorer", "usrnet", "--weights", CHECKPOINT.pathname];

Deno.test({
  name: "mlmc --restorer usrnet finds the kernel, and draws with it again",
  ignore: !hasWeights,
  fn: () =>
    withFolder(async (folder) => {
      const options = [...SHORT, "--noise", "0", ...WEIGHTS];
      const first = await mlmcHere(
        ["in.png", ...options, "-o", "a.png", "--kernel-out", "k.mat"],
        folder,
      );
      assertEquals(first.code, 0, first.err);
      assertStringIncludes(first.out, "wrote a.png (20×16) and k.mat");
      const again = await mlmcHere(
        ["in.png", ...options, "-o", "b.png", "--kernel", "k.mat", "--json"],
        folder,
      );
      assertEquals(again.code, 0, again.err);
      assertEquals(JSON.parse(again.out).restorer, "usrnet");
      const { data: found } = await readKernel(`${folder}/k.mat`);
      assert(Math.abs(found.reduce((a, b) => a + b) - 1) < 1e-5);
      const [a, b] = await Promise.all(["a.png", "b.png"].map(async (name) =>
        await decodeImage(Deno.readFileSync(`${folder}/${name}`))
      ));
      const most = a.data.reduce(
        (most, value, i) =>
          Math.max(most, Math.abs(value - b.data[i])),
        0,
      );
      // The kernel that is given is put back on its centre, by less than a level.
      assert(most <= 2 / 255, `${most}`);
    }),
});

Deno.test("mlmc --restorer usrnet says where to get the weights", () =>
  withFolder(async (folder) => {
    const before = Deno.env.get("XDG_CACHE_HOME");
    Deno.env.set("XDG_CACHE_HOME", `${folder}/empty`);
    try {
      const { code, err } = await mlmcHere(
        ["in.png", ...SHORT, "--restorer", "usrnet"],
        folder,
      );
      assertEquals(code, 1);
      assertStringIncludes(err, "get them with mlmc weights");
    } finally {
      if (before === undefined) Deno.env.delete("XDG_CACHE_HOME");
      else Deno.env.set("XDG_CACHE_HOME", before);
    }
  }));

Deno.test("mlmc refuses weights that are none, before the work", () =>
  withFolder(async (folder) => {
    const { code, err } = await mlmcHere(
      ["in.png", ...SHORT, "--restorer", "usrnet", "--weights", "in.png"],
      folder,
    );
    assertEquals(code, 1);
    assertStringIncludes(err, "in.png is no file of weights");
  }));

for (const name of ["k.json", "k.mat", "k.npy", "k.png"]) {
  Deno.test(`mlmc writes ${name} and takes it as the kernel`, () =>
    withFolder(async (folder) => {
      const found = await mlmcHere(
        ["in.png", ...SHORT, "-o", "a.png", "--kernel-out", name],
        folder,
      );
      assertEquals(found.code, 0, found.err);
      const used = await mlmcHere(
        ["in.png", ...SHORT, "-o", "b.png", "--kernel", name],
        folder,
      );
      assertEquals(used.code, 0, used.err);
    }));
}
