import { assertEquals } from "@std/assert";
import { compileKernels } from "../../src/engine/cpu/build.ts";

for (const [name, relaxed] of [["relaxed", true], ["plain", false]] as const) {
  Deno.test(`kernels_${name}.wasm is what the sources compile to`, async () => {
    const url = new URL(
      `../../src/engine/cpu/kernels_${name}.wasm`,
      import.meta.url,
    );
    const committed = await Deno.readFile(url);
    const built = await compileKernels(relaxed);
    assertEquals(built.length, committed.length);
    assertEquals(built, committed);
  });
}
