/** The bridge as a program that a host starts. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { decodeImage, encodeImage } from "../../mod.ts";
import { Random } from "../../src/mlmc/random.ts";
import { atOnce } from "../../src/cli/at_once.ts";
import { files, mlmc, withFolder, writePicture } from "../cli/program.ts";
import { smoothPicture } from "../pictures.ts";
import { bytes } from "./fake.ts";
import { Host, type Said, startBridge } from "./host.ts";
import { malformedLines } from "./malformed.ts";

const SHORT = { scale: 2, iterations: 1, noise: 0 };
const LONG = { scale: 4, iterations: 100_000, noise: 0 };

/** A request for the folder's picture. */
function ask(folder: string, id: string, options: object): object {
  const [input, output] = ["in.png", "out.png"].map((n) => `${folder}/${n}`);
  return { type: "upscale", id, input, output, options };
}

/** The size of a picture that a file has whole. */
async function sizeOf(path: string): Promise<number[]> {
  const { width, height } = await decodeImage(await Deno.readFile(path));
  return [width, height];
}

Deno.test("mlmc bridge --stdio upscales files of any name and numbers, and previews", () =>
  withFolder(async (folder) => {
    const strange = `${folder}/a "b" 'ü'\\\n写 c`;
    await Deno.mkdir(strange);
    await writePicture(`${strange}/in\n.png`);
    const host = new Host();
    const hello = await host.hear("hello");
    assertEquals([hello.protocol, (hello.engine as Said).name], [1, "cpu"]);
    await host.say({
      ...ask(folder, "a", { ...SHORT, seed: 3 }),
      input: `${strange}/in\n.png`,
      output: `${strange}/out".png`,
      preview: `${strange}/so far.png`,
    });
    await host.say({ ...ask(folder, "b", SHORT), input: `${folder}/no\n.png` });
    await host.say({ ...ask(folder, "c", SHORT), output: `${folder}/in.png` });
    await host.say({ ...ask(folder, "d", SHORT), input: folder });
    const restored = { ...SHORT, restorer: "usrnet", weights: "/no.pth" };
    await host.say(ask(folder, "w", restored));
    const pixels = { width: 5, height: 4, channels: 2, bits: 16 };
    const data = bytes("opaque??".repeat(10)).toBase64();
    const grey = { ...pixels, data };
    await host.say({ type: "upscale", id: "e", pixels: grey, options: SHORT });

    const result = await host.hear("result");
    assertEquals(
      [result.id, result.output, result.width, result.height, result.tiles],
      ["a", `${strange}/out".png`, 20, 16, 1],
    );
    assertEquals(Object.keys(result.kernelWidth as object).sort(), [
      "major",
      "mean",
      "minor",
    ]);
    assertEquals(await sizeOf(`${strange}/out".png`), [20, 16]);
    assertEquals(await sizeOf(`${strange}/so far.png`), [20, 16]);
    const preview = host.said.find(({ type }) => type === "preview");
    assertEquals(preview?.path, `${strange}/so far.png`);

    for (
      const [id, kind, message] of [
        ["b", "failure", `cannot read ${folder}/no .png: it does not exist`],
        [
          "c",
          "request",
          `${folder}/in.png would overwrite the input; name another file`,
        ],
        ["d", "failure", `${folder} is a folder; give a picture file`],
        ["w", "failure", "cannot read /no.pth: it does not exist"],
      ]
    ) {
      const error: unknown = await host.hear("error");
      assertEquals(error, { type: "error", id, kind, message });
    }
    const numbers = (await host.hear("result")).pixels as typeof grey;
    assertEquals({ ...numbers, data: "" }, {
      ...pixels,
      width: 10,
      height: 8,
      data: "",
    });
    assertEquals(Uint8Array.fromBase64(numbers.data).length, 10 * 8 * 2 * 2);

    await host.hangUp();
    const { code, err } = await host.end();
    assertEquals([code, err], [0, ""]);
    assertEquals(files(folder).filter((name) => name.startsWith(".")), []);
    assertEquals(files(strange), ["in\n.png", 'out".png', "so far.png"]);
  }));

Deno.test("mlmc bridge gives the picture that mlmc gives", () =>
  withFolder(async (folder) => {
    const picture = smoothPicture(9, 7);
    const alpha = Float32Array.from({ length: 63 }, (_, i) => i % 8 / 7);
    const file = { bits: 16, isGrey: false, density: 300 } as const;
    const input = await encodeImage({ ...picture, alpha, file }, "png");
    await Deno.writeFile(`${folder}/in.png`, input);
    const host = new Host();
    await host.say(ask(folder, "a", SHORT));
    await host.hear("result");
    await host.hangUp();
    await host.end();
    const options = ["--sf", "2", "--iterations", "1", "--noise", "0"];
    const device = ["--device", "cpu", "-o", "same.png"];
    await mlmc(["in.png", ...options, ...device], folder);
    assertEquals(
      await Deno.readFile(`${folder}/out.png`),
      await Deno.readFile(`${folder}/same.png`),
    );
  }));

Deno.test("mlmc bridge cancels within two seconds, and leaves nothing", () =>
  withFolder(async (folder) => {
    const host = new Host();
    for (const id of ["a", "b"]) {
      await host.say(ask(folder, id, LONG));
      // In the warm-up the first time, in the main loop the second.
      while ((await host.hear("progress")).stage === "warm-up" && id === "b");
      const started = performance.now();
      await host.say({ type: "cancel", id });
      assertEquals((await host.hear("cancelled")).id, id);
      assert(performance.now() - started < 2000);
      assertEquals(files(folder), ["in.png"]);
    }
    await host.hangUp();
    assertEquals((await host.end()).code, 0);
  }));

for (
  const [name, leave] of [
    ["its host hangs up", (host) => host.hangUp()],
    ["its host listens no more", (host) => host.turnAway()],
    ["it is interrupted", (host) => host.kill("SIGINT")],
    ["it is terminated", (host) => host.kill("SIGTERM")],
  ] as [string, (host: Host) => Promise<void> | void][]
) {
  Deno.test(`mlmc bridge ends within two seconds when ${name}, and leaves nothing`, () =>
    withFolder(async (folder) => {
      const host = new Host();
      await host.say(ask(folder, "a", LONG));
      await host.hear("progress");
      await leave(host);
      const { code, seconds, err } = await host.end();
      assertEquals([code, err], [0, ""]);
      assert(seconds < 2, `${seconds}`);
      assertEquals(files(folder), ["in.png"]);
      if (name.includes("listens")) return;
      assertEquals(host.said.at(-1), { type: "cancelled", id: "a" });
    }));
}

Deno.test("mlmc bridge leaves no half of a picture when it is killed", () =>
  withFolder(async (folder) => {
    const random = new Random(4);
    await atOnce(2, [...random.uniforms(4, 0, 30)], async (wait, i) => {
      const host = new Host();
      const [output, preview] = ["out", "so far"].map((name) =>
        `${folder}/${name}${i}.png`
      );
      await host.say({ ...ask(folder, "a", SHORT), output, preview });
      await host.say({ ...ask(folder, "b", SHORT), output, preview });
      await host.hear("result");
      await new Promise((resolve) => setTimeout(resolve, wait));
      host.kill("SIGKILL");
      await host.end();
      for (const path of [output, preview]) {
        assertEquals(await sizeOf(path), [20, 16]);
      }
    });
  }));

Deno.test("mlmc bridge survives a thousand malformed lines as a program", async () => {
  const host = new Host();
  await host.hear("hello");
  const heard = (async () => {
    while ((await host.hear("error", "cancelled")).id !== "last");
  })();
  for (const line of malformedLines(1000)) {
    await host.say(line);
    await host.say(bytes("\n"));
  }
  const last = ask("/", "last", SHORT);
  await host.say({ ...last, input: "/there is none" });
  await heard;
  await host.hangUp();
  const { code, err } = await host.end();
  assertEquals([code, err], [0, ""]);
});

Deno.test("mlmc bridge ends well wherever its host breaks off", () =>
  withFolder(async (folder) => {
    const session = bytes(
      [
        ask(folder, "a", LONG),
        ask(folder, "b", SHORT),
        { type: "cancel", id: "a" },
      ].map((message) => `${JSON.stringify(message)}\n`).join(""),
    );
    const cuts = Array.from(
      { length: 24 },
      (_, i) => Math.ceil(i * session.length / 23),
    );
    await atOnce(2, cuts, async (cut) => {
      const host = new Host();
      await host.say(session.subarray(0, cut));
      await host.hangUp();
      const { code, err } = await host.end();
      assertEquals([code, err], [0, ""]);
      const ends = host.said.filter(({ type }) => type === "cancelled");
      const starts = host.said.filter(({ type }) => type === "accepted");
      assertEquals(ends.length, starts.length);
    });
    assertEquals(files(folder), ["in.png"]);
  }));

Deno.test("mlmc bridge keeps what libraries print off stdout", async () => {
  const main = new URL("../../src/cli/main.ts", import.meta.url);
  const code = `
    const { main } = await import("${main}");
    await main(["bridge", "--stdio", "--device", "cpu"]);
    console.log("log");
    console.info("info");
    console.table([{ table: 1 }]);
  `;
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", code],
    stdin: "null",
  }).output();
  const text = (output: Uint8Array) => new TextDecoder().decode(output);
  assertEquals(text(stdout).trim().split("\n").length, 1);
  for (const word of ["log", "info", "table"]) {
    assertStringIncludes(text(stderr), word);
  }
});

/** Waits until a file is there. */
async function untilThere(path: string): Promise<Said> {
  while (true) {
    try {
      return JSON.parse(await Deno.readTextFile(path));
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

Deno.test("mlmc bridge --spool serves two hosts, and one over stdio beside it", () =>
  withFolder(async (folder) => {
    const spool = `${folder}/spool`;
    const child = startBridge("--spool", spool);
    const host = new Host();
    await untilThere(`${spool}/bridge.json`);
    await host.say(ask(folder, "c", SHORT));
    for (const id of ["a", "b"]) {
      const request = {
        ...ask(folder, id, SHORT),
        output: `${folder}/${id}.png`,
      };
      const text = JSON.stringify(request);
      await Deno.writeTextFile(`${spool}/.${id}`, text);
      await Deno.rename(`${spool}/.${id}`, `${spool}/${id}.request.json`);
    }
    for (const id of ["a", "b"]) {
      const { type, output } = await untilThere(`${spool}/${id}.done.json`);
      assertEquals([type, output], ["result", `${folder}/${id}.png`]);
      assertEquals(await sizeOf(`${folder}/${id}.png`), [20, 16]);
    }
    await host.hear("result");
    await host.hangUp();
    await host.end();
    child.kill("SIGINT");
    await child.stdin.close();
    const { code, stderr } = await child.output();
    const err = new TextDecoder().decode(stderr);
    assertEquals(code, 0, err);
    assertStringIncludes(err, `mlmc: serving ${spool}; Ctrl-C ends it\n`);
    const left = files(spool).filter((name) => name !== ".bridge.lock");
    assert(left.every((name) => /^[ab]\.done\.(json|scm)$/.test(name)));
  }));

Deno.test("mlmc bridge --spool says after its death what was lost", () =>
  withFolder(async (folder) => {
    const spool = `${folder}/spool`;
    await Deno.mkdir(spool);
    const request = JSON.stringify(ask(folder, "a", LONG));
    await Deno.writeTextFile(`${spool}/a.request.json`, request);
    const run = async (until: string, signal: Deno.Signal) => {
      const child = startBridge("--spool", spool, "--quiet");
      const found = await untilThere(`${spool}/${until}`);
      child.kill(signal);
      await child.stdin.close();
      const { code, stderr } = await child.output();
      return { found, code, err: new TextDecoder().decode(stderr) };
    };
    await run("a.state.json", "SIGKILL");
    const { found, code, err } = await run("a.done.json", "SIGTERM");
    const message = "the bridge was ended during the work; ask again";
    assertEquals([found.type, found.message], ["error", message]);
    assertEquals([code, err], [0, `mlmc: warning: a: ${message}\n`]);
    assertEquals(files(folder).filter((name) => !name.includes("/")), [
      "in.png",
    ]);
  }));

Deno.test("mlmc bridge says what it does not understand", () =>
  withFolder(async (folder) => {
    const stdio = "mlmc: bridge takes either --stdio or --spool DIR\n";
    for (
      const [args, err] of [
        [[], stdio],
        [["--stdio", "--spool", "s"], stdio],
        [["--stdio", "x"], 'mlmc: bridge takes options alone, not "x"\n'],
        [
          ["--stdio", "--device", "tpu"],
          'mlmc: --device must be one of auto, webgpu, cpu, not "tpu"\n',
        ],
      ] as [string[], string][]
    ) {
      const outcome = await mlmc(["bridge", ...args], folder);
      assertEquals(outcome, { code: 2, out: "", err });
    }
    const help = await mlmc(["bridge", "--help"], folder);
    assertStringIncludes(help.out, "Usage: mlmc bridge --stdio | --spool DIR");
  }));
