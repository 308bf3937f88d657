/** The bridge over files in a folder, within this process. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { serveSpool } from "../../plugins/gimp-bridge/spool.ts";
import { toScheme } from "../../plugins/gimp-bridge/scheme.ts";
import type { Work } from "../../plugins/gimp-bridge/service.ts";
import { Failure } from "../../src/cli/errors.ts";
import { files } from "../cli/program.ts";
import { ASK, FakeWork, quick, RESULT, serviceOf, step } from "./fake.ts";

/** A folder as a host sees it. */
class Folder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  write(name: string, content: unknown): void {
    const text = typeof content === "string"
      ? content
      : JSON.stringify(content);
    Deno.writeTextFileSync(`${this.path}/.${name}`, text);
    Deno.renameSync(`${this.path}/.${name}`, `${this.path}/${name}`);
  }

  text(name: string): string {
    return Deno.readTextFileSync(`${this.path}/${name}`);
  }

  /** Waits until a file is there. */
  async fetch(name: string): Promise<Record<string, unknown>> {
    await this.until(() => this.names().includes(name));
    return JSON.parse(this.text(name));
  }

  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  names(): string[] {
    return files(this.path).filter((name) => name !== ".bridge.lock");
  }

  /** Makes a file old. */
  age(name: string, hours: number): void {
    const time = Date.now() / 1000 - hours * 3600;
    Deno.utimeSync(`${this.path}/${name}`, time, time);
  }
}

/** Serves a new folder while the body plays the host. */
async function withSpool(
  work: Work,
  body: (folder: Folder) => Promise<void>,
  before: (folder: Folder) => void = () => {},
): Promise<void> {
  const parent = await Deno.makeTempDir();
  const folder = new Folder(`${parent}/spool "ü"`);
  Deno.mkdirSync(folder.path, { mode: 0o755 });
  before(folder);
  const { service, end } = await serviceOf(work);
  const served = serveSpool(folder.path, service);
  try {
    await Promise.race([body(folder), served.then(() => assert(false))]);
    end();
    await served;
    assert(!folder.names().some((name) => /^\.?bridge/.test(name)));
  } finally {
    await Deno.remove(parent, { recursive: true });
  }
}

/** Runs with the warnings of the bridge kept. */
async function withWarnings(
  body: () => Promise<void>,
): Promise<string[]> {
  const { error } = console;
  const lines: string[] = [];
  console.error = (line) => void lines.push(line);
  try {
    await body();
  } finally {
    console.error = error;
  }
  return lines;
}

Deno.test("serveSpool() shows that it lives, also while a step keeps it busy", async () => {
  const { service } = await serviceOf(quick);
  await withSpool(quick, async (folder) => {
    const { pid, time, ...rest } = await folder.fetch("bridge.json");
    assertEquals(rest as unknown, service.hello);
    assertEquals(pid, Deno.pid);
    assert(Math.abs(Date.now() - Number(time)) < 5000);
    const seconds = Math.floor(Number(time) / 1000);
    await folder.until(() => folder.names().includes("bridge.scm"));
    assert(folder.text("bridge.scm").includes(`(time . ${seconds}`));
    assertEquals(Deno.statSync(folder.path).mode! & 0o777, 0o700);
    // No step of the work delays it.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500);
    const later = JSON.parse(folder.text("bridge.json")).time;
    assert(later > Number(time), `${later}`);
  });
});

Deno.test("serveSpool() does a request, and tells how far it is", async () => {
  const { work, begun } = new FakeWork();
  await withSpool(work, async (folder) => {
    folder.write("a-1_B.request.json", { ...ASK, type: undefined });
    const accepted = { type: "accepted", id: "a-1_B", waiting: 0 };
    assertEquals(await folder.fetch("a-1_B.state.json"), accepted);
    assertEquals(folder.text("a-1_B.state.scm"), toScheme(accepted));
    assert(!folder.names().includes("a-1_B.request.json"));
    assertEquals(begun[0].request.input, ASK.input);

    await begun[0].watch.onProgress(step({ step: 3, secondsLeft: 2 }));
    const { type, step: at } = JSON.parse(folder.text("a-1_B.state.json"));
    assertEquals([type, at], ["progress", 3]);

    begun[0].end();
    const result = { type: "result", id: "a-1_B", ...RESULT };
    assertEquals(await folder.fetch("a-1_B.done.json"), result);
    assertEquals(folder.text("a-1_B.done.scm"), toScheme(result));
    assert(!folder.names().some((name) => name.includes("state")));

    // Under the same name again: nobody takes the old result for the new one.
    folder.write("a-1_B.request.json", ASK);
    await folder.fetch("a-1_B.state.json");
    assert(!folder.names().some((name) => name.includes("done")));
  });
});

Deno.test("serveSpool() does requests in the order in which they were written, and cancels", async () => {
  const { work, begun } = new FakeWork();
  await withSpool(work, async (folder) => {
    await folder.until(() => begun.length === 1);
    assertEquals(begun[0].request.id, "z");
    assertEquals((await folder.fetch("a.state.json")).waiting, 1);
    assertEquals((await folder.fetch("b.state.json")).waiting, 2);
    folder.write("a.cancel", "");
    folder.write("z.cancel", "now");
    folder.write("unknown.cancel", "");
    for (const id of ["a", "z"]) {
      const done = await folder.fetch(`${id}.done.json`);
      assertEquals(done, { type: "cancelled", id });
    }
    await folder.until(() => begun.length === 2);
    assertEquals(begun[1].request.id, "b");
    await folder.until(() => !folder.names().some((n) => /cancel/.test(n)));
  }, (folder) => {
    for (const [i, id] of ["z", "a", "b"].entries()) {
      folder.write(`${id}.request.json`, ASK);
      folder.age(`${id}.request.json`, 3 - i);
    }
  });
});

Deno.test("serveSpool() answers requests that make no sense", () =>
  withWarnings(() =>
    withSpool(quick, async (folder) => {
      const wrong = {
        empty: "",
        half: '{"input":"/i.p',
        list: "[]",
        path: { ...ASK, input: "i.png" },
        scale: { ...ASK, options: {} },
      };
      for (const [id, content] of Object.entries(wrong)) {
        folder.write(`${id}.request.json`, content);
      }
      folder.write("no name.request.json", ASK);
      Deno.mkdirSync(`${folder.path}/folder.request.json`);
      for (const id of Object.keys(wrong)) {
        const done = await folder.fetch(`${id}.done.json`);
        assertEquals([done.id, done.kind], [id, "request"]);
      }
      assertEquals(
        folder.names().filter((name) => name.includes("request")),
        ["no name.request.json"],
      );
    })
  ).then((lines) => assertEquals(lines.length, 5)));

Deno.test("serveSpool() waits for a request that is not yet whole", () =>
  withSpool(quick, async (folder) => {
    const path = `${folder.path}/a.request.json`;
    const text = JSON.stringify(ASK);
    Deno.writeTextFileSync(path, text.slice(0, 20));
    await new Promise((resolve) => setTimeout(resolve, 500));
    Deno.writeTextFileSync(path, text.slice(20), { append: true });
    assertEquals((await folder.fetch("a.done.json")).type, "result");
  }));

Deno.test("serveSpool() clears what a killed bridge and hosts left", () =>
  withWarnings(() =>
    withSpool(quick, async (folder) => {
      const { type, message } = await folder.fetch("lost.done.json");
      assertEquals(type, "error");
      assertEquals(message, "the bridge was ended during the work; ask again");
      assertEquals((await folder.fetch("waiting.done.json")).type, "result");
      await folder.fetch("bridge.json");
      await folder.until(() => folder.names().includes("bridge.scm"));
      assertEquals(
        folder.names().filter((name) => !/^\.?bridge/.test(name)),
        [
          ".new.request.json.tmp",
          "late.done.json",
          "late.input.png",
          "lost.done.json",
          "lost.done.scm",
          "other.txt",
          "waiting.done.json",
          "waiting.done.scm",
        ],
      );
    }, (folder) => {
      for (
        const [name, hours] of [
          ["bridge.json", 1],
          ["lost.state.json", 1],
          ["lost.state.scm", 1],
          [".lost.state.json.tmp", 0],
          [".lost.output.png.mlmc-tmp", 0],
          [".new.request.json.tmp", 0],
          ["old.input.png", 25],
          ["late.input.png", 23],
          ["old.done.json", 25],
          ["old.done.scm", 25],
          ["late.done.json", 23],
          ["old.request.json", 25],
          ["x.cancel", 0],
          ["waiting.request.json", 23],
          ["other.txt", 99],
        ] as const
      ) {
        folder.write(name, ASK);
        folder.age(name, hours);
      }
    })
  ).then((lines) => assertEquals(lines.length, 1)));

Deno.test("serveSpool() cancels what is under way at its end", async () => {
  const { work } = new FakeWork();
  const { service, end } = await serviceOf(work);
  const folder = new Folder(await Deno.makeTempDir());
  try {
    const served = serveSpool(folder.path, service);
    folder.write("a.request.json", ASK);
    await folder.fetch("a.state.json");
    end();
    await served;
    assertEquals(folder.names(), ["a.done.json", "a.done.scm"]);
    assertEquals(JSON.parse(folder.text("a.done.json")).type, "cancelled");
  } finally {
    await Deno.remove(folder.path, { recursive: true });
  }
});

Deno.test("serveSpool() refuses a folder that others can write to, or that is served", async () => {
  const { service, end } = await serviceOf(quick);
  const parent = await Deno.makeTempDir();
  const fails = (path: string, message: string) =>
    assertRejects(() => serveSpool(path, service), Failure, message);
  try {
    const open = `${parent}/open`;
    Deno.mkdirSync(open);
    Deno.chmodSync(open, 0o770);
    await fails(open, `others can write to ${open}; forbid it with chmod 700`);
    Deno.writeTextFileSync(`${parent}/file`, "");
    await fails(`${parent}/file`, `${parent}/file is no folder`);
    await fails("/proc/1/spool", "cannot use /proc/1/spool");
    const mine = `${parent}/deep/er`;
    const served = serveSpool(mine, service);
    assertEquals(Deno.statSync(mine).mode! & 0o777, 0o700);
    await fails(mine, `another bridge serves ${mine} already`);
    end();
    await served;
    // It is free again, whatever lies there.
    await serveSpool(mine, service);
  } finally {
    await Deno.remove(parent, { recursive: true });
  }
});

Deno.test("serveSpool() ends when its folder is gone", async () => {
  const { service } = await serviceOf(quick);
  const path = await Deno.makeTempDir();
  const served = serveSpool(path, service);
  await Deno.remove(path, { recursive: true });
  await assertRejects(() => served, Failure, `cannot read ${path}`);
});
