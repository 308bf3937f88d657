/**
 * Compiles the AssemblyScript kernels: `kernels_relaxed.wasm` with relaxed SIMD's fused
 * multiply-add, `kernels_plain.wasm` for runtimes without it.
 *
 * @module
 */
import asc from "assemblyscript/asc";

const FLAGS = [
  "-O3",
  "--converge",
  "--noAssert",
  "--runtime=stub",
  "--importMemory",
  "--sharedMemory",
  "--initialMemory=1",
  "--maximumMemory=65536",
  "--lowMemoryLimit=1024",
  "--enable=threads",
  "--enable=simd",
  "--disableWarning=112",
];

/**
 * Compiles the kernels.
 *
 * @param relaxed Whether to use relaxed SIMD.
 * @returns The module's bytes.
 * @throws {Error} If the compiler reports an error.
 */
export async function compileKernels(
  relaxed: boolean,
): Promise<Uint8Array<ArrayBuffer>> {
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main([
    "assembly/mod.ts",
    "--outFile=kernels.wasm",
    ...FLAGS,
    ...(relaxed ? ["--enable=relaxed-simd"] : []),
    `--baseDir=${import.meta.dirname}`,
  ], {
    writeFile: (_name, contents) => {
      binary = contents as Uint8Array;
    },
  });
  if (error || !binary) throw new Error(stderr.toString());
  return new Uint8Array(binary);
}

if (import.meta.main) {
  for (
    const [name, relaxed] of [
      ["kernels_relaxed.wasm", true],
      ["kernels_plain.wasm", false],
    ] as const
  ) {
    const path = `${import.meta.dirname}/${name}`;
    const bytes = await compileKernels(relaxed);
    Deno.writeFileSync(path, bytes);
    console.log(`${name}: ${bytes.length} bytes`);
  }
}
