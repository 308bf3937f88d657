import { assertEquals } from "@std/assert";

/** What a browser runs: these files, and all in these folders. */
const PORTABLE = [
  "degrade",
  "engine",
  "enlarge",
  "image",
  "kernel_file",
  "mlmc",
  "upscale.ts",
  "usrnet",
  "validate.ts",
];
/** Of the CPU engine, which pages leave out: the compiler of its kernels, and what asks for the machine's memory. */
const DENO_ONLY = ["engine/cpu/build.ts", "engine/cpu/memory.ts"];

const root = `${import.meta.dirname}/../../src`;

Deno.test("src uses nothing of Deno's or Node's outside the command line", async () => {
  const files = await Array.fromAsync(filesOf(PORTABLE));
  const offenders: string[] = [];
  for (const file of files.filter((file) => !DENO_ONLY.includes(file))) {
    const code = withoutComments(await Deno.readTextFile(`${root}/${file}`));
    if (/\bDeno\b|["']node:/.test(code)) offenders.push(file);
  }
  assertEquals(offenders, []);
});

/** The sources among the files, and in the folders. */
async function* filesOf(paths: string[]): AsyncGenerator<string> {
  for (const path of paths) {
    if (/\.[jt]s$/.test(path)) yield path;
    else if (!/\.\w+$/.test(path)) yield* filesOf(await entriesOf(path));
  }
}

async function entriesOf(folder: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(`${root}/${folder}`));
  return entries.map(({ name }) => `${folder}/${name}`);
}

function withoutComments(code: string): string {
  return code.replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, "");
}
