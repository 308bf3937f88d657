/** What a run leaves that is killed, and how the next goes on. */
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { decodeImage } from "../../mod.ts";
import { Random } from "../../src/mlmc/random.ts";
import {
  command,
  files,
  mlmcHere,
  SHORTER,
  withFolder,
  writePicture,
} from "./program.ts";

const IN_TILES = [...SHORTER, "--tile", "64", "--quiet"];
/** Where the parts of out.png are kept. */
const KEPT = ".out.png.mlmc";

/** Starts a run and kills it as soon as a file is there. */
async function killedAt(
  path: string,
  args: string[],
  folder: string,
): Promise<void> {
  const child = command(args, folder).spawn();
  let hasEnded = false;
  const end = child.output().then(() => hasEnded = true);
  while (!files(folder).includes(path)) {
    assert(!hasEnded, `it ended without ${path}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  child.kill("SIGKILL");
  await end;
}

Deno.test("mlmc goes on with the finished tiles of a killed run, if picture and settings are the same", () =>
  withFolder(async (folder) => {
    await writePicture(`${folder}/wide.png`, 140, 8);
    const args = ["wide.png", ...IN_TILES, "-o", "out.png"];
    const run = async (...more: string[]) => {
      const { code, err } = await mlmcHere([...args, ...more], folder);
      assertEquals([code, err], [0, ""]);
      assertEquals(files(folder), ["in.png", "out.png", "wide.png"]);
      return await Deno.readFile(`${folder}/out.png`);
    };
    const undisturbed = await run();
    const other = await run("--seed", "1");
    await Deno.remove(`${folder}/out.png`);

    await killedAt(`${KEPT}/tile 1`, args, folder);
    const kept = Deno.readDirSync(`${folder}/${KEPT}`);
    assert([...kept].every(({ name }) => /^(owner|tile \d)$/.test(name)));
    assertEquals(await run(), undisturbed);

    // A kept tile that is recognised in the result.
    const whiteTile = async () => {
      await killedAt(`${KEPT}/tile 1`, args, folder);
      const path = `${folder}/${KEPT}/tile 1`;
      const { size } = await Deno.stat(path);
      const values = new Float32Array(size / 4).fill(1);
      await Deno.writeFile(path, new Uint8Array(values.buffer));
    };
    await Deno.remove(`${folder}/out.png`);
    await whiteTile();
    const { data } = await decodeImage(await run());
    assert(data.subarray(0, 3 * 64).every((value) => value === 1));

    await Deno.remove(`${folder}/out.png`);
    await whiteTile();
    assertEquals(await run("--seed", "1"), other);
    assertNotEquals(other, undisturbed);
  }));

Deno.test("mlmc gives the same files however often it is killed, and leaves nothing else", () =>
  withFolder(async (folder) => {
    await Deno.mkdir(`${folder}/photos`);
    for (const [i, name] of ["a", "b", "c"].entries()) {
      await writePicture(`${folder}/photos/${name}.png`, 112, 8 + i);
    }
    const args = (output: string) => ["photos", ...IN_TILES, "-o", output];
    const started = performance.now();
    const { code } = await command(args("calm"), folder).output();
    const took = performance.now() - started;
    assertEquals(code, 0);
    await Deno.mkdir(`${folder}/killed`);
    const random = new Random(7);
    for (const fraction of random.uniforms(4, 0.3, 1)) {
      const child = command(args("killed"), folder).spawn();
      const timer = setTimeout(() => child.kill("SIGKILL"), fraction * took);
      await child.output();
      clearTimeout(timer);
    }
    // What one leaves that is killed while it writes a result.
    for (const name of ["a", "c"]) {
      const path = `${folder}/killed/.${name}.png.mlmc-tmp`;
      await Deno.writeTextFile(path, "half");
    }
    assertEquals((await mlmcHere(args("killed"), folder)).code, 0);
    assertEquals(files(`${folder}/killed`), ["a.png", "b.png", "c.png"]);
    for (const name of files(`${folder}/calm`)) {
      assertEquals(
        await Deno.readFile(`${folder}/killed/${name}`),
        await Deno.readFile(`${folder}/calm/${name}`),
      );
    }
  }));
