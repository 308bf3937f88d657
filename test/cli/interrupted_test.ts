/** What Ctrl-C does. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { decodeImage } from "../../mod.ts";
import {
  command,
  files,
  SHORTER,
  withFolder,
  writePicture,
} from "./program.ts";

const KERNEL = SHORTER.slice(-2);
const LONG = ["--sf", "8", ...KERNEL];

/** Reads what a process says until it said something. */
async function heard(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  text: string,
): Promise<string> {
  let all = "";
  while (!all.includes(text)) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`it ended with ${all}`);
    all += new TextDecoder().decode(value);
  }
  return all;
}

async function untilThere(path: string): Promise<void> {
  while (true) {
    try {
      await Deno.stat(path);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

Deno.test("mlmc ends within two seconds of Ctrl-C and leaves nothing", () =>
  withFolder(async (folder) => {
    const args = ["in.png", ...LONG, "--iterations", "40"];
    const child = command(args, folder).spawn();
    const reader = child.stderr.getReader();
    await heard(reader, "solve");
    const started = performance.now();
    child.kill("SIGINT");
    const status = await child.status;
    assert(performance.now() - started < 2000);
    assertEquals(status.code, 130);
    await reader.cancel();
    await child.stdout.cancel();
    assertEquals(files(folder), ["in.png"]);
  }));

Deno.test("mlmc --preview shows the picture so far, and Ctrl-C makes it the result", () =>
  withFolder(async (folder) => {
    const args = ["in.png", ...LONG, "-o", "out.png", "--preview", "p.png"];
    const child = command(args, folder).spawn();
    await untilThere(`${folder}/p.png`);
    child.kill("SIGINT");
    const { code, stdout, stderr } = await child.output();
    assertEquals(code, 0);
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    assertMatch(
      text(stdout),
      /^wrote out\.png \(80×64\), .*, stopped early\n$/,
    );
    assertMatch(text(stderr), /^mlmc: finishing with the picture so far; /m);
    assertEquals(files(folder), ["in.png", "out.png", "p.png"]);
    for (const name of ["out.png", "p.png"]) {
      const bytes = await Deno.readFile(`${folder}/${name}`);
      assertEquals((await decodeImage(bytes)).width, 80);
    }
  }));

Deno.test("mlmc --preview ends at once at the second Ctrl-C", () =>
  withFolder(async (folder) => {
    // A step takes long enough for the second to come before the end of it.
    await writePicture(`${folder}/in.png`, 64, 48);
    const args = ["in.png", ...LONG, "-o", "out.png", "--preview", "p.png"];
    const child = command(args, folder).spawn();
    const reader = child.stderr.getReader();
    await untilThere(`${folder}/p.png`);
    child.kill("SIGINT");
    await heard(reader, "finishing");
    child.kill("SIGINT");
    assertEquals((await child.status).code, 130);
    await reader.cancel();
    await child.stdout.cancel();
    assertEquals(files(folder), ["in.png", "p.png"]);
  }));
