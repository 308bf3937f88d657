/** The program on several pictures. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  files,
  mlmc,
  mlmcHere,
  SHORTER,
  withFolder,
  writePicture,
} from "./program.ts";

/** A folder with two pictures and a file that is none. */
async function withPhotos(
  body: (folder: string) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    await Deno.mkdir(`${folder}/photos/sub`, { recursive: true });
    await writePicture(`${folder}/photos/a.png`, 8, 8);
    await writePicture(`${folder}/photos/sub/b.png`, 8, 9);
    await Deno.writeTextFile(`${folder}/photos/bad.jpg`, "no picture");
    await body(folder);
  });
}

Deno.test("mlmc upscales a folder, tells of a bad file at the end, and skips what is there", () =>
  withPhotos(async (folder) => {
    const args = ["photos", ...SHORTER, "-o", "out"];
    const first = await mlmc(args, folder);
    const written = ["out/a.png", "out/sub/b.png"];
    assertEquals(first.code, 1);
    assertMatch(first.out, /^wrote out\/a\.png \(16×16\), /);
    assertMatch(first.out, /\nwrote out\/sub\/b\.png \(16×18\), /);
    assertMatch(first.out, /\nwrote 2 pictures in [^,]+, 1 failed\n$/);
    assertMatch(first.err, /^picture \d\/3, solve \d+\/10, /m);
    assertMatch(first.err, /\nmlmc: photos\/bad\.jpg is not a picture.*\n$/);
    const made = () => files(folder).filter((name) => name.startsWith("out/"));
    assertEquals(made(), written);
    await Deno.remove(`${folder}/photos/bad.jpg`);
    await Deno.remove(`${folder}/out/a.png`);
    const second = await mlmc(args, folder);
    assertEquals(second.code, 0);
    assertMatch(
      second.out,
      /\nwrote 1 picture in [^,]+, skipped 1 already there \(--force makes them anew\)\n$/,
    );
    assertEquals(made(), written);
  }));

Deno.test("mlmc gives one line of JSON for each picture, the same files with --jobs, and anew with --force", () =>
  withPhotos(async (folder) => {
    const run = async (output: string, ...more: string[]) => {
      const args = ["photos", ...SHORTER, "-o", output, "--json", "--quiet"];
      const { out } = await mlmcHere([...args, ...more], folder);
      const lines = out.trimEnd().split("\n").map((line) => JSON.parse(line));
      return lines.sort((a, b) => a.input < b.input ? -1 : 1);
    };
    const first = await run("one");
    assertEquals(
      first.map(({ input, output, width }) => [input, output, width]),
      [
        ["photos/a.png", "one/a.png", 16],
        ["photos/bad.jpg", "one/bad.png", undefined],
        ["photos/sub/b.png", "one/sub/b.png", 16],
      ],
    );
    assertMatch(first[1].error, /^photos\/bad\.jpg is not a picture/);
    await run("two", "--jobs", "3");
    const [a, b] = ["a.png", "sub/b.png"].map((name) =>
      ["one", "two"].map((out) => Deno.readFileSync(`${folder}/${out}/${name}`))
    );
    assertEquals(a[0], a[1]);
    assertEquals(b[0], b[1]);
    await Deno.writeTextFile(`${folder}/one/a.png`, "old");
    assertEquals((await run("one"))[0].skipped, true);
    assertEquals(Deno.readTextFileSync(`${folder}/one/a.png`), "old");
    assertEquals((await run("one", "--force"))[0].skipped, undefined);
    assertEquals(Deno.readFileSync(`${folder}/one/a.png`), a[0]);
  }));

Deno.test("mlmc puts several results beside their pictures", () =>
  withPhotos(async (folder) => {
    const args = ["photos/*.png", "in.png", ...SHORTER, "--quiet"];
    assertEquals((await mlmcHere(args, folder)).code, 0);
    assertEquals(
      files(folder).filter((name) => name.includes(".x2.")),
      ["in.x2.png", "photos/a.x2.png"],
    );
    const again = await mlmcHere(args, folder);
    assertEquals(again, { code: 0, out: "", err: "" });
    assert(!files(folder).some((name) => name.includes(".x2.x2.")));
  }));
