import { assert, assertEquals, assertMatch } from "@std/assert";
import { existsSync } from "node:fs";
import { decodeImage, encodeImage } from "../../mod.ts";
import type { Machine } from "../../src/cli/gimp/find_gimps.ts";
import { gimpCommand } from "../../src/cli/gimp/gimp_command.ts";
import type { FileTraits, Raster } from "../../src/image/raster.ts";
import { mlmc, SHORT } from "../cli/program.ts";
import { smoothPicture } from "../pictures.ts";
import { kill, until, withAwkwardFolder, withBridge } from "./gimp2/bridge.ts";
import { gimp, gimpWith, scheme } from "./gimp2/gimp.ts";
import { gimp2Test } from "./gimp2/register.ts";

/** The part that is upscaled: x, y, width, height. */
const AREA = [3, 2, 9, 8] as const;
/** Loads `in.png` and selects that part. */
const SELECT = `
  (define image (picture "in.png"))
  (gimp-image-select-rectangle image CHANNEL-OP-REPLACE ${AREA.join(" ")})
  (gimp-image-clean-all image)`;

const RGB: FileTraits = { bits: 8, isGrey: false };

/** What is left in a bridge's folder between requests. */
const EMPTY = [".bridge.lock", "bridge.json", "bridge.scm"];

gimp2Test(
  "GIMP 2.10 upscales a selection as the command line does, and puts it where it belongs",
  () =>
    withBridge(async (folder) => {
      await writeInput(folder, RGB);
      const printed = await gimp(
        folder,
        cropped(),
        SELECT,
        '(begin (upscale image 0) (describe (newest-image) "new.txt"))',
        '(begin (save (newest-image) "new.png") (describe image "before.txt"))',
        '(begin (upscale image 2) (save image "layer.png") (describe image "layer.txt"))',
        "(gimp-image-set-active-layer image (vector-ref (cadr (gimp-image-get-layers image)) 1))",
        '(begin (upscale image 1) (save image "scaled.png") (describe image "scaled.txt"))',
      );
      const expected = await byCommandLine(folder);
      for (const name of ["new", "layer", "scaled"]) {
        assertSamePicture(await read(folder, name, printed), expected);
      }
      assertEquals(text(folder, "new"), [
        "18 16 0 150 changed",
        "0 0 18 16 Blind Upscale",
      ]);
      assertEquals(text(folder, "before"), [
        "16 12 0 150 unchanged",
        "0 0 16 12 Background",
      ]);
      assertEquals(text(folder, "layer"), [
        "16 12 0 150 changed",
        "-1 -2 18 16 Background, upscaled",
        "0 0 16 12 Background",
      ]);
      assertEquals(text(folder, "scaled"), [
        "32 24 0 150 changed",
        "-2 -4 36 32 Background, upscaled",
        "6 4 18 16 Background, upscaled #1",
        "0 0 32 24 Background",
      ]);
      assertSpoolIsEmpty(folder);
    }),
);

gimp2Test(
  "GIMP 2.10 keeps alpha, grey and 16 bits, and turns a palette into RGB",
  () =>
    withBridge(async (folder) => {
      const alpha = smoothPicture(16, 12).data.subarray(0, 16 * 12);
      await checkKind(folder, { bits: 8, isGrey: true }, undefined, "1 150");
      await checkKind(folder, { bits: 16, isGrey: false }, undefined, "0 250");
      await checkKind(folder, { bits: 16, isGrey: true }, alpha, "1 250");
      await checkKind(folder, RGB, alpha, "0 150");
      const printed = await checkKind(
        folder,
        RGB,
        undefined,
        "0 150",
        `(gimp-image-convert-indexed image CONVERT-DITHER-NONE
         CONVERT-PALETTE-GENERATE 256 FALSE FALSE "")`,
      );
      assertMatch(printed, /a palette lacks the colours of the result/);
    }),
);

gimp2Test(
  "GIMP 2.10 hands on images of 32-bit linear light with 16 bits",
  () =>
    withBridge(async (folder) => {
      await writeInput(folder, { bits: 16, isGrey: false });
      const printed = await gimp(
        folder,
        cropped(),
        SELECT,
        "(gimp-image-convert-precision image PRECISION-FLOAT-LINEAR)",
        '(upscale image 2) (describe image "layer.txt")',
        "(gimp-image-convert-precision image PRECISION-U16-GAMMA)",
        '(save image "layer.png")',
      );
      const actual = await read(folder, "layer", printed);
      const { data } = await byCommandLine(folder);
      const differences = actual.data.map((value, i) =>
        Math.abs(value - data[i])
      );
      assert(Math.max(...differences) < 3 / 65535, "rounded otherwise");
      assertEquals(text(folder, "layer")[0], "16 12 0 600 changed");
    }),
);

gimp2Test(
  "GIMP 2.10 leaves clear what a soft selection or the layer's mask leaves out",
  () =>
    withBridge(async (folder) => {
      await writeInput(folder, RGB);
      const printed = await gimp(
        folder,
        `(define image (picture "in.png"))
       (gimp-image-select-ellipse image CHANNEL-OP-REPLACE ${AREA.join(" ")})
       (gimp-selection-feather image 2)`,
        '(upscale image 2) (save image "layer.png")',
        `(define image (picture "in.png"))
       (gimp-image-select-rectangle image CHANNEL-OP-REPLACE 0 0 8 12)
       (gimp-layer-add-mask
         (layer-of image)
         (car (gimp-layer-create-mask (layer-of image) ADD-MASK-SELECTION)))
       (gimp-selection-none image)`,
        '(upscale image 0) (save (newest-image) "masked.png")',
      );
      const { width, height, alpha } = await read(folder, "layer", printed);
      const at = (x: number, y: number) => alpha?.[y * width + x] ?? -1;
      assertEquals(at(0, 0), 0);
      assert(at(width / 2, height / 2) > 0.9);
      assert(at(width / 2, 3) > 0.05 && at(width / 2, 3) < 0.95);
      const masked = await read(folder, "masked", printed);
      assert(masked.alpha && masked.alpha[0] > 0.9 && masked.alpha[31] < 0.1);
    }),
);

gimp2Test(
  "GIMP 2.10 says how to start a bridge, and leaves the image alone",
  () =>
    withAwkwardFolder(async (folder) => {
      await writeInput(folder, RGB);
      await gimp(folder, SELECT, attempted(0), '(describe image "after.txt")');
      assertEquals(
        text(folder, "message").join("\n"),
        `No bridge is running. Start it with: mlmc bridge --spool "${folder}/spool"`,
      );
      assertUnchanged(folder);
    }),
);

gimp2Test(
  "GIMP 2.10 shows the bridge's own words, and cleans up",
  () =>
    withBridge(async (folder) => {
      await writeInput(folder, RGB);
      const printed = await gimp(
        folder,
        SELECT,
        "(gimp-image-select-rectangle image CHANNEL-OP-REPLACE 1 1 3 9)",
        "(gimp-image-clean-all image)",
        attempted(2),
        '(describe image "after.txt")',
        "(upscale image 2)",
      );
      const tooSmall = /input.png is too small, 3×9 pixels; give at least 4×4/;
      assertMatch(text(folder, "message").join("\n"), tooSmall);
      assertMatch(printed, tooSmall);
      assertUnchanged(folder);
      assertSpoolIsEmpty(folder);
    }),
);

gimp2Test(
  "GIMP 2.10 notices that the bridge was killed",
  () =>
    withBridge(async (folder, { spool, process }) => {
      await writeInput(folder, RGB);
      const gimpRun = gimp(
        folder,
        "(set! mlmc-patience 3)",
        SELECT,
        attempted(1, 100000),
        '(describe image "after.txt") (count-images "images.txt")',
      );
      await until(() =>
        names(spool).some((name) => name.endsWith(".state.scm"))
      );
      kill(process);
      await gimpRun;
      const message = text(folder, "message").join("\n");
      assertMatch(message, /^The bridge has ended. Start it again with: mlmc /);
      assertUnchanged(folder);
      assertEquals(text(folder, "images"), ["1"]);
      assertEquals(names(spool).filter((name) => name.includes("gimp")), []);
    }),
);

gimp2Test(
  "GIMP 2.10 cancels when the image is closed",
  () =>
    withBridge(async (folder) => {
      await writeInput(folder, RGB);
      await gimp(
        folder,
        SELECT,
        // While it works, it is asked for nothing else but to show how far it is.
        `(define show mlmc-show)
       (define (mlmc-show state)
         (if (assq 'fraction state) (gimp-image-delete image) (show state)))`,
        attempted(1, 100000),
        '(count-images "images.txt")',
      );
      assertEquals(text(folder, "message"), [
        "Cancelled: the layer is gone",
      ]);
      assertEquals(text(folder, "images"), ["0"]);
      assertSpoolIsEmpty(folder);
    }),
);

gimp2Test(
  "GIMP 2.10 cleans up after a run that was killed",
  () =>
    withBridge(async (folder, { spool }) => {
      await writeInput(folder, RGB);
      // What a killed run leaves, whose request the bridge has taken.
      const options = { scale: 2, iterations: 100_000 };
      const [input, output] = [
        `${folder}/in.png`,
        `${spool}/gimp-1.output.png`,
      ];
      await Deno.copyFile(input, `${spool}/gimp-1.input.png`);
      await Deno.writeTextFile(`${spool}/gimp-1.alive`, "((time . 1))");
      await Deno.writeTextFile(
        `${spool}/gimp-1.request.json`,
        JSON.stringify({ type: "upscale", input, output, options }),
      );
      await until(() => existsSync(`${spool}/gimp-1.state.scm`));
      const printed = await gimp(
        folder,
        SELECT,
        '(upscale image 0) (save (newest-image) "new.png")',
      );
      assertEquals((await read(folder, "new", printed)).width, 18);
      assertSpoolIsEmpty(folder);
    }),
);

gimp2Test(
  "GIMP 2.10 refuses what is no layer, or not selected",
  () =>
    withAwkwardFolder(async (folder) => {
      await writeInput(folder, RGB);
      await gimp(
        folder,
        SELECT,
        `(define (layer-of image) (car (gimp-image-get-selection image)))`,
        attempted(0, 1, "channel"),
        `(define (layer-of image)
         (gimp-edit-copy (car (gimp-image-get-active-layer image)))
         (car (gimp-edit-paste (car (gimp-image-get-active-layer image)) TRUE)))`,
        attempted(0, 1, "floating"),
        `(set! image (picture "in.png"))
       (define (layer-of image) (car (gimp-image-get-active-layer image)))
       (gimp-layer-set-offsets (layer-of image) 100 0)
       (gimp-image-select-rectangle image CHANNEL-OP-REPLACE 1 1 5 5)`,
        attempted(0, 1, "outside"),
      );
      assertEquals(
        ["channel", "floating", "outside"].flatMap((name) =>
          text(folder, name)
        ),
        [
          "Choose a layer: masks, channels and paths cannot be upscaled",
          "Anchor the floating selection first",
          "The selection does not touch the layer",
        ],
      );
    }),
);

gimp2Test(
  "GIMP 2.10 asks for what was chosen",
  () =>
    withAwkwardFolder(async (folder) => {
      await gimp(
        folder,
        '(write-text "request.txt" (mlmc-request "x" 8 "paper" "usrnet" 4294967295.0 3.0))',
      );
      assertEquals(JSON.parse(Deno.readTextFileSync(`${folder}/request.txt`)), {
        type: "upscale",
        input: `${folder}/spool/x.input.png`,
        output: `${folder}/spool/x.output.png`,
        options: {
          scale: 8,
          preset: "paper",
          restorer: "usrnet",
          seed: 4294967295,
          iterations: 3,
        },
      });
    }),
);

gimp2Test("two GIMPs 2.10 share a bridge", () =>
  withBridge(async (folder) => {
    await writeInput(folder, RGB);
    const run = (name: string) =>
      gimp(
        folder,
        cropped(),
        SELECT,
        `(upscale image 0)`,
        scheme`(save (newest-image) ${`${name}.png`})`,
      );
    const printed = await Promise.all([run("one"), run("two")]);
    const expected = await byCommandLine(folder);
    for (const [i, name] of ["one", "two"].entries()) {
      assertSamePicture(await read(folder, name, printed[i]), expected);
    }
    assertSpoolIsEmpty(folder);
  }));

gimp2Test(
  "GIMP 2.10 says how to start the bridge of mlmc gimp install, which then serves it",
  () =>
    withAwkwardFolder(async (folder) => {
      await writeInput(folder, RGB);
      const profile = `${folder}/.config/GIMP/2.10`;
      await Deno.mkdir(profile, { recursive: true });
      const machine: Machine = {
        system: "linux",
        variable: (name) => name === "HOME" ? folder : undefined,
      };
      const args = { action: "install", quiet: true, json: false } as const;
      assertEquals(await gimpCommand(args, machine), 0);
      const env = { GIMP2_DIRECTORY: profile };
      await gimpWith(env, folder, SELECT, attempted(0));
      const message = Deno.readTextFileSync(`${folder}/message.txt`);
      const [, start] = message.split("Start it with: ");
      const bridge = new Deno.Command("sh", {
        args: ["-c", `exec ${start} --quiet`],
        cwd: "/",
      }).spawn();
      try {
        await until(() => existsSync(`${profile}/mlmc-spool/bridge.scm`));
        const save = '(save (newest-image) "new.png")';
        const printed = await gimpWith(
          env,
          folder,
          SELECT,
          "(upscale image 0)",
          save,
        );
        assertEquals((await read(folder, "new", printed)).width, 18);
      } finally {
        kill(bridge);
        await bridge.status;
      }
    }),
);

/** Upscales a layer of a kind in its place; checks the result, and the image's type and precision. */
async function checkKind(
  folder: string,
  file: FileTraits,
  alpha: Float32Array | undefined,
  kind: string,
  change = "#t",
): Promise<string> {
  await writeInput(folder, file, alpha);
  const printed = await gimp(
    folder,
    cropped(),
    SELECT,
    change,
    '(upscale image 2) (save image "layer.png") (describe image "layer.txt")',
  );
  const actual = await read(folder, "layer", printed);
  assertSamePicture(actual, await byCommandLine(folder));
  assertEquals(text(folder, "layer")[0], `16 12 ${kind} changed`);
  return printed;
}

/** Tries to upscale, and writes the message if that fails. */
function attempted(result: number, iterations = 1, name = "message"): string {
  return `(mlmc-attempt
    (lambda ()
      (script-fu-mlmc-blind-upscale
        image (layer-of image) 0 0 0 ${result} 0 ${iterations}))
    (lambda (message) (write-text "${name}.txt" message)))`;
}

function assertUnchanged(folder: string): void {
  assertEquals(text(folder, "after"), [
    "16 12 0 150 unchanged",
    "0 0 16 12 Background",
  ]);
}

/** Writes `in.png`, 16×12 pixels. */
async function writeInput(
  folder: string,
  file: FileTraits,
  alpha?: Float32Array,
): Promise<void> {
  const picture = { ...smoothPicture(16, 12), file, alpha };
  if (file.isGrey) {
    picture.data = picture.data.map((_, i) => picture.data[i - i % 3]);
  }
  await Deno.writeFile(`${folder}/in.png`, await encodeImage(picture, "png"));
}

function cropped(): string {
  return `(save-crop "in.png" ${AREA.join(" ")} "crop.png")`;
}

async function byCommandLine(folder: string): Promise<Raster> {
  const { err, code } = await mlmc(
    ["crop.png", ...SHORT, "--quiet", "--force", "-o", "expected.png"],
    folder,
  );
  assertEquals(code, 0, err);
  return await read(folder, "expected");
}

async function read(
  folder: string,
  name: string,
  printed?: string,
): Promise<Raster> {
  try {
    return await decodeImage(await Deno.readFile(`${folder}/${name}.png`));
  } catch (cause) {
    throw new Error(printed, { cause });
  }
}

/** The lines of a text that prelude.scm wrote. */
function text(folder: string, name: string): string[] {
  const lines = Deno.readTextFileSync(`${folder}/${name}.txt`).split("\n");
  return lines.map((line) => line.trim()).filter((line) => line !== "");
}

function assertSamePicture(actual: Raster, expected: Raster): void {
  const { width, height, data, alpha, file } = actual;
  assertEquals([width, height], [expected.width, expected.height]);
  assertEquals(data, expected.data);
  assertEquals(alpha, expected.alpha);
  assertEquals(file?.bits, expected.file?.bits);
  assertEquals(file?.isGrey, expected.file?.isGrey);
}

function assertSpoolIsEmpty(folder: string): void {
  assertEquals(names(`${folder}/spool`).sort(), EMPTY);
}

function names(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name);
}
