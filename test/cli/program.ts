import { encodeImage } from "../../mod.ts";
import { main } from "../../src/cli/main.ts";
import { smoothPicture } from "../pictures.ts";

const MAIN = new URL("../../mod.ts", import.meta.url).pathname;

/** What a run of the program gave. */
export interface Outcome {
  code: number;
  out: string;
  err: string;
}

const KERNEL = new URL("../../fixtures/harbour_kernel.json", import.meta.url);

/** Options for a short run. */
export const SHORT = ["--sf", "2", "--iterations", "1"];

/** The same without a warm-up. */
export const SHORTER = [...SHORT, "--kernel", KERNEL.pathname];

/** The program as a process. */
export function command(args: string[], cwd: string): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", MAIN, ...args],
    cwd,
    env: { NO_COLOR: "1", MLMC_DEBUG: "" },
    stdout: "piped",
    stderr: "piped",
  });
}

/** Runs the program as a process, as a user does. */
export async function mlmc(args: string[], cwd: string): Promise<Outcome> {
  const { code, stdout, stderr } = await command(args, cwd).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), err: text(stderr) };
}

/** Runs the program within this process, which takes less time. */
export async function mlmcHere(
  args: string[],
  cwd: string,
): Promise<Outcome> {
  const before = { cwd: Deno.cwd(), log: console.log, error: console.error };
  let [out, err] = ["", ""];
  console.log = (line) => void (out += `${line}\n`);
  console.error = (line) => void (err += `${line}\n`);
  Deno.chdir(cwd);
  try {
    return { code: await main(args), out, err };
  } finally {
    Deno.chdir(before.cwd);
    console.log = before.log;
    console.error = before.error;
  }
}

/** A folder with `in.png`, 10×8 pixels, that is removed afterwards. */
export async function withFolder(
  body: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await writePicture(`${folder}/in.png`);
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Writes a PNG picture. */
export async function writePicture(
  path: string,
  width = 10,
  height = 8,
): Promise<void> {
  const bytes = await encodeImage(smoothPicture(width, height), "png");
  await Deno.writeFile(path, bytes);
}

/** All files below a folder, hidden ones too. */
export function files(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
    isDirectory
      ? files(`${folder}/${name}`).map((file) => `${name}/${file}`)
      : [name]
  ).sort();
}
