import { assertEquals, assertRejects } from "@std/assert";
import { Failure } from "../../src/cli/errors.ts";
import { readKernel } from "../../src/cli/kernel_file.ts";
import { writeKernelFile } from "../../src/kernel_file/mod.ts";

async function withFile(
  content: Uint8Array,
  suffix: string,
  body: (path: string) => Promise<void>,
): Promise<void> {
  const path = await Deno.makeTempFile({ suffix });
  try {
    await Deno.writeFile(path, content);
    await body(path);
  } finally {
    await Deno.remove(path);
  }
}

for (const suffix of [".json", ".mat", ".npy", ".png"]) {
  Deno.test(`readKernel() reads what writeKernelFile() makes: ${suffix}`, async () => {
    const kernel = {
      size: 3,
      data: Float32Array.of(0, 1, 0, 1, 4, 1, 0, 1, 0),
    };
    const content = await writeKernelFile(`k${suffix}`, kernel);
    await withFile(content, suffix, async (path) => {
      assertEquals(await readKernel(path), kernel);
    });
  });

  Deno.test(`readKernel() refuses an empty file: ${suffix}`, () =>
    withFile(new Uint8Array(), suffix, async (path) => {
      const { message } = await assertRejects(() => readKernel(path), Failure);
      const hint = "; give a kernel as --kernel-out writes it";
      assertEquals(message.split("\n").length, 1);
      assertEquals(message.slice(0, path.length + 4), `${path} is `);
      assertEquals(message.slice(-hint.length), hint);
    }));
}

Deno.test("readKernel() says that a file is not there", async () => {
  const { message } = await assertRejects(() => readKernel("no.mat"), Failure);
  assertEquals(message, "cannot read no.mat: it does not exist");
});
