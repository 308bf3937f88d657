import { assertEquals, assertThrows } from "@std/assert";
import { Failure } from "../../src/cli/errors.ts";
import { kernelFile, readKernel } from "../../src/cli/kernel_file.ts";

async function withFile(
  content: string,
  body: (path: string) => void,
): Promise<void> {
  const path = await Deno.makeTempFile({ suffix: ".json" });
  try {
    await Deno.writeTextFile(path, content);
    body(path);
  } finally {
    await Deno.remove(path);
  }
}

Deno.test("readKernel() reads what kernelFile() makes", async () => {
  const kernel = { size: 3, data: Float32Array.of(0, 1, 0, 1, 4, 1, 0, 1, 0) };
  const text = new TextDecoder().decode(await kernelFile("k.json", kernel));
  await withFile(text, (path) => assertEquals(readKernel(path), kernel));
});

for (
  const [content, message] of [
    ["", "is not JSON"],
    ["[[1,", "is not JSON"],
    ["{}", "is not a list of rows"],
    ["[1]", "is not a list of rows"],
    ["[]", "has weights that do not sum to more than 0"],
    ["[[1,2],[3]]", "has 2 rows, but row 2 is 1 long"],
    ['[[1,"2"],[3,4]]', "holds what is no number"],
    ["[[1,null],[3,4]]", "holds what is no number"],
    ["[[1e99]]", "holds what is no number"],
    ["[[0,0],[0,0]]", "has weights that do not sum to more than 0"],
    [
      JSON.stringify(Array(64).fill(Array(64).fill(1))),
      "is 64×64, larger than 63×63",
    ],
  ]
) {
  Deno.test(`readKernel() refuses ${content.slice(0, 20) || "nothing"}`, () =>
    withFile(content, (path) => {
      const error = assertThrows(() => readKernel(path), Failure);
      assertEquals(
        error.message,
        `${path} ${message}; give a kernel as --kernel-out writes it, a list of rows`,
      );
    }));
}
