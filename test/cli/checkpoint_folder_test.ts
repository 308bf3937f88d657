import { assertEquals, assertMatch, fail } from "@std/assert";
import {
  CheckpointFolder,
  removeLeftovers,
} from "../../src/cli/checkpoint_folder.ts";
import { fingerprint } from "../../src/cli/fingerprint.ts";
import { files } from "./program.ts";

const PART = Float32Array.of(0, 0.5, 1);

async function withFolder(
  body: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  await body(folder);
  await Deno.remove(folder, { recursive: true });
}

const checkpoint = (
  folder: string,
  owner = "us",
  tell: (problem: string) => void = fail,
) =>
  new CheckpointFolder(`${folder}/a.png`, () => Promise.resolve(owner), tell);

Deno.test("CheckpointFolder keeps parts for its owner, in a folder made when there is one", () =>
  withFolder(async (folder) => {
    assertEquals(await checkpoint(folder).get("tile 1"), undefined);
    assertEquals(files(folder), []);
    await checkpoint(folder).set("tile 1", PART);
    assertEquals(files(folder), [".a.png.mlmc/owner", ".a.png.mlmc/tile 1"]);
    assertEquals(await checkpoint(folder).get("tile 1"), PART);
    assertEquals(await checkpoint(folder).get("tile 2"), undefined);
    assertEquals(await checkpoint(folder, "them").get("tile 1"), undefined);
    await checkpoint(folder, "them").set("tile 2", PART.subarray(1));
    assertEquals(await checkpoint(folder, "them").get("tile 1"), undefined);
    assertEquals(
      await checkpoint(folder, "them").get("tile 2"),
      Float32Array.of(0.5, 1),
    );
    await Deno.writeTextFile(`${folder}/.a.png.mlmc-tmp`, "half");
    removeLeftovers(`${folder}/a.png`);
    assertEquals(files(folder), []);
  }));

Deno.test("CheckpointFolder takes nothing that is damaged, and does without what it cannot keep", () =>
  withFolder(async (folder) => {
    await checkpoint(folder).set("tile 1", PART);
    await Deno.writeTextFile(`${folder}/.a.png.mlmc/tile 1`, "odd");
    assertEquals(await checkpoint(folder).get("tile 1"), undefined);
    await Deno.writeTextFile(`${folder}/file`, "no folder");
    const problems: string[] = [];
    const full = checkpoint(`${folder}/file`, "us", (problem) => {
      problems.push(problem);
    });
    for (const name of ["tile 1", "tile 2"]) await full.set(name, PART);
    assertEquals(await full.get("tile 1"), undefined);
    assertEquals(problems.length, 1);
    assertMatch(
      problems[0],
      /^cannot make the folder .*; if this run is ended/,
    );
  }));

Deno.test("fingerprint() tells pictures and options apart", async () => {
  const [a, b] = [Uint8Array.of(1), Uint8Array.of(2)];
  const kernel = (weight: number) => ({
    size: 1,
    data: Float32Array.of(weight),
  });
  const prints = await Promise.all([
    fingerprint(a, { scale: 2 }),
    fingerprint(b, { scale: 2 }),
    fingerprint(a, { scale: 4 }),
    fingerprint(a, { scale: 2, seed: 1 }),
    fingerprint(a, { scale: 2, kernel: kernel(1) }),
    fingerprint(a, { scale: 2, kernel: kernel(2) }),
  ]);
  assertEquals(new Set(prints).size, prints.length);
  assertEquals(await fingerprint(a, { scale: 2 }), prints[0]);
});
