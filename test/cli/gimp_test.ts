import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { dirname } from "node:path";
import { UsageError } from "../../src/cli/errors.ts";
import type { Machine } from "../../src/cli/gimp/find_gimps.ts";
import { gimpArguments } from "../../src/cli/gimp/gimp_arguments.ts";
import {
  gimpCommand,
  type GimpOutcome,
} from "../../src/cli/gimp/gimp_command.ts";
import {
  type MlmcPackage,
  packageAt,
} from "../../src/cli/gimp/mlmc_package.ts";
import type { Status } from "../../src/cli/gimp/status.ts";
import { startLine } from "../../src/cli/gimp/start_line.ts";
import { files, type Outcome } from "./program.ts";

const ROOT = new URL("../../", import.meta.url);
const SOURCES = new URL("plugins/gimp-bridge/", ROOT).pathname;
const SCRIPT = "mlmc-blind-upscale.scm";
const PLUGIN = "mlmc-blind-upscale";
/** What GIMP 3's plug-in consists of. */
const PARTS = ["config.json", ...sourceFiles()].sort();

/** Where the systems have GIMP's folders, below the home folder. */
const LAYOUTS: {
  system: Machine["system"];
  folder: string;
  env?: Record<string, string>;
  sandbox?: string;
}[] = [
  { system: "linux", folder: ".config/GIMP" },
  {
    system: "linux",
    folder: "my config/GIMP",
    env: { XDG_CONFIG_HOME: "my config" },
  },
  {
    system: "linux",
    folder: ".var/app/org.gimp.GIMP/config/GIMP",
    sandbox: "Flatpak",
  },
  {
    system: "linux",
    folder: "snap/gimp/current/.config/GIMP",
    sandbox: "Snap",
  },
  { system: "darwin", folder: "Library/Application Support/GIMP" },
  {
    system: "windows",
    folder: "AppData/Roaming/GIMP",
    env: { APPDATA: "AppData/Roaming" },
  },
];

for (const { system, folder, env = {}, sandbox } of LAYOUTS) {
  Deno.test(`gimp finds ${folder} on ${system}, installs, and leaves no trace`, () =>
    withHome(async (home) => {
      for (const version of ["2.8", "2.10", "3.0", "3.2"]) {
        Deno.mkdirSync(`${home}/${folder}/${version}`, { recursive: true });
      }
      Deno.mkdirSync(`${home}/${folder}/2.10/scripts`);
      const machine = machineAt(home, system, env);
      const { code, out } = await run("install", machine);
      assertEquals(code, 0);
      const expected = ["3.0", "3.2"].flatMap((version) =>
        PARTS.map((name) => `${folder}/${version}/plug-ins/${PLUGIN}/${name}`)
      );
      expected.push(`${folder}/2.10/scripts/${SCRIPT}`);
      assertEquals(files(home), expected.sort());
      for (const path of expected) {
        assert(out.includes(`wrote ${home}/${path}`));
      }
      assertEquals(out.includes(`it cannot start MLMC`), sandbox !== undefined);
      const from = sandbox ? ` from ${sandbox}` : "";
      assertEquals(
        out.match(/^GIMP .*(?=, )/gm),
        ["2.10", "3.0", "3.2"].map((version) => `GIMP ${version}${from}`),
      );
      await run("uninstall", machine);
      assertEquals(files(home), []);
    }));
}

Deno.test("gimp install makes the plug-ins start this program", () =>
  withGimps(async (home, machine) => {
    await run("install", machine);
    const plugin = `${home}/.config/GIMP/3.0/plug-ins/${PLUGIN}`;
    const { command } = JSON.parse(
      Deno.readTextFileSync(`${plugin}/config.json`),
    );
    assertEquals(command, [
      ...[Deno.execPath(), "run", "-A", new URL("mod.ts", ROOT).pathname],
      ...["bridge", "--stdio"],
    ]);
    for (const name of PARTS) {
      const { mode } = Deno.statSync(`${plugin}/${name}`);
      assertEquals(Boolean(mode! & 0o111), name === `${PLUGIN}.py`);
    }
    const script = Deno.readTextFileSync(
      `${home}/.config/GIMP/2.10/scripts/${SCRIPT}`,
    );
    const spool = `${home}/.config/GIMP/2.10/mlmc-spool`;
    assert(
      script.includes(
        `(define mlmc-spool-installed "${spool.replaceAll('"', '\\"')}")`,
      ),
    );
    const [name, ...rest] = command;
    const bridge = new Deno.Command(name, { args: rest, cwd: "/" });
    const { stdout } = await bridge.output();
    assertMatch(new TextDecoder().decode(stdout), /^{"type":"hello"/);
  }));

Deno.test("gimp install leaves alone what is right, and repairs the rest", () =>
  withGimps(async (home, machine) => {
    await run("install", machine);
    const plugin = `${home}/.config/GIMP/3.0/plug-ins/${PLUGIN}`;
    const all = files(home);
    const times = all.map((path) => Deno.statSync(`${home}/${path}`).mtime);
    const again = await run("install", machine);
    assertEquals(again.out.match(/is up to date/g)?.length, all.length);
    assert(!again.out.includes("wrote"));
    assertEquals(
      all.map((path) => Deno.statSync(`${home}/${path}`).mtime),
      times,
    );
    assertEquals(states(await json("status", machine)), ["current", "current"]);

    noteToo(plugin, "old.py");
    Deno.writeTextFileSync(`${plugin}/old.py`, "");
    Deno.chmodSync(`${plugin}/${PLUGIN}.py`, 0o644);
    Deno.removeSync(`${home}/.config/GIMP/2.10/scripts/${SCRIPT}`);
    assertEquals(states(await json("status", machine)), ["absent", "outdated"]);
    const { out } = await run("install", machine);
    assert(out.includes(`removed ${plugin}/old.py`));
    assertEquals(files(home), all);
    assertEquals(states(await json("status", machine)), ["current", "current"]);
  }));

Deno.test("gimp uninstall leaves what others put there", () =>
  withGimps(async (home, machine) => {
    await run("install", machine);
    const plugin = `${home}/.config/GIMP/3.0/plug-ins/${PLUGIN}`;
    Deno.mkdirSync(`${plugin}/__pycache__`);
    Deno.writeTextFileSync(`${plugin}/__pycache__/area.cpython-311.pyc`, "");
    Deno.writeTextFileSync(`${plugin}/mine.txt`, "");
    const other = `${home}/.config/GIMP/2.10/scripts/other.scm`;
    Deno.writeTextFileSync(other, "");
    const { code } = await run("uninstall", machine);
    assertEquals(code, 0);
    assertEquals(files(home), [
      ".config/GIMP/2.10/scripts/other.scm",
      `.config/GIMP/3.0/plug-ins/${PLUGIN}/mine.txt`,
    ]);
    const { out } = await run("uninstall", machine);
    assertEquals(out.match(/nothing was installed/g)?.length, 2);
  }));

Deno.test("gimp overwrites and removes no file that it did not write", () =>
  withGimps(async (home, machine) => {
    const script = `${home}/.config/GIMP/2.10/scripts/${SCRIPT}`;
    const part = `${home}/.config/GIMP/3.0/plug-ins/${PLUGIN}/${PLUGIN}.py`;
    for (const path of [script, part]) {
      Deno.mkdirSync(dirname(path), { recursive: true });
      Deno.writeTextFileSync(path, "mine");
    }
    for (const action of ["install", "uninstall"] as const) {
      const { code, err, out } = await run(action, machine);
      assertEquals([code, out], [1, ""]);
      assertEquals(
        err,
        [script, part].map((path) =>
          `mlmc: ${path} was not written by mlmc gimp install and is left as it is; move it away first\n`
        ).join(""),
      );
    }
    assertEquals(states(await json("status", machine)), ["foreign", "foreign"]);
    assertEquals(Deno.readTextFileSync(script), "mine");
    assertEquals(files(dirname(part)), [`${PLUGIN}.py`]);

    Deno.removeSync(script);
    assertEquals((await run("install", machine)).code, 1);
    assertEquals(states(await json("status", machine)), ["current", "foreign"]);
  }));

Deno.test("gimp does not follow a note out of its folder", () =>
  withGimps(async (home, machine) => {
    await run("install", machine);
    Deno.writeTextFileSync(`${home}/mine.txt`, "mine");
    const plugin = `${home}/.config/GIMP/3.0/plug-ins/${PLUGIN}`;
    noteToo(plugin, "../../../../../mine.txt");
    assertEquals((await run("uninstall", machine)).code, 1);
    assertEquals(Deno.readTextFileSync(`${home}/mine.txt`), "mine");
  }));

Deno.test("gimp status tells what is missing, and whether a bridge runs", () =>
  withGimps(async (home, machine) => {
    const gone = { ...packageAt(ROOT), command: [`${home}/deno`, "run"] };
    await run("install", machine, gone);
    const before = await run("status", machine, gone);
    assertMatch(before.out, /no bridge is running; start it with: '.*\/deno'/);
    assertEquals(before.out.match(/deno is not there any more/g)?.length, 2);

    const spool = `${home}/.config/GIMP/2.10/mlmc-spool`;
    Deno.mkdirSync(spool);
    const beat = (time: number) =>
      Deno.writeTextFileSync(`${spool}/bridge.json`, JSON.stringify({ time }));
    beat(Date.now());
    assertMatch((await run("status", machine)).out, /a bridge is running/);
    beat(Date.now() - 60_000);
    assertMatch((await run("status", machine)).out, /no bridge is running/);
  }));

Deno.test("gimp says where it looked for GIMP in vain", () =>
  withHome(async (home) => {
    const problem = async (machine: Machine) => {
      try {
        await run("status", machine);
      } catch (error) {
        return (error as Error).message;
      }
    };
    assertEquals(
      await problem(machineAt(home, "linux")),
      `no GIMP 2.10 or 3 was found in ${home}/.config/GIMP, ${home}/.var/app/org.gimp.GIMP/config/GIMP, ${home}/snap/gimp/current/.config/GIMP; start GIMP once, so that it makes its folder`,
    );
    assertMatch(
      await problem({ system: "darwin", variable: () => undefined }) ?? "",
      /the environment variable HOME is not set/,
    );
  }));

Deno.test("gimp installs from a registry, too", () =>
  withGimps(async (home, machine) => {
    const jsr = packageAt(new URL("https://jsr.io/@mlmc/cli/1.2.3/"));
    assertEquals(jsr.command.at(-1), "jsr:@mlmc/cli@1.2.3");
    await using server = Deno.serve({ port: 0, onListen() {} }, registry);
    const root = new URL(`http://localhost:${server.addr.port}/@a/b/1.2.3/`);
    const { code, err } = await run("install", machine, { ...jsr, root });
    assertEquals(code, 0, err);
    assertEquals(
      files(`${home}/.config/GIMP/3.0/plug-ins/${PLUGIN}`),
      PARTS,
    );
    for (const name of sourceFiles()) {
      assertEquals(
        Deno.readFileSync(
          `${home}/.config/GIMP/3.0/plug-ins/${PLUGIN}/${name}`,
        ),
        Deno.readFileSync(`${SOURCES}/gimp3/${PLUGIN}/${name}`),
      );
    }
    assert(
      Deno.readTextFileSync(`${home}/.config/GIMP/2.10/scripts/${SCRIPT}`)
        .includes("jsr:@mlmc/cli@1.2.3 bridge --spool"),
    );
    root.pathname = "/elsewhere/";
    const failed = await run("install", machine, { ...jsr, root });
    assertEquals(failed.code, 1);
    assertMatch(
      failed.err,
      /^mlmc: cannot download .*the server answered 404/m,
    );
  }));

Deno.test("gimp prints nothing with --quiet, and JSON with --json", () =>
  withGimps(async (home, machine) => {
    const { out } = await run("install", machine, undefined, ["--quiet"]);
    assertEquals(out, "");
    const [old, young] = await json("install", machine);
    assertEquals([old.version, young.version], ["2.10", "3.0"]);
    assertEquals(old.kept, [`${home}/.config/GIMP/2.10/scripts/${SCRIPT}`]);
    assertEquals([young.written, young.removed], [[], []]);
  }));

Deno.test("gimp takes one of three words", () => {
  for (const line of [[], ["remove"], ["install", "now"], ["status", "-x"]]) {
    assertThrows(() => gimpArguments(line), UsageError);
  }
});

Deno.test("a command is quoted for the system's terminal", () => {
  const command = ["/a/deno", "run", "it's $x.ts"];
  assertEquals(startLine(command, "linux"), `/a/deno run 'it'\\''s $x.ts'`);
  assertEquals(
    startLine(["C:\\my deno.exe", "run"], "windows"),
    '"C:\\my deno.exe" run',
  );
});

/** What the registry JSR answers. */
function registry(request: Request): Response {
  const { pathname } = new URL(request.url);
  if (pathname === "/@a/b/1.2.3_meta.json") {
    const paths = files(SOURCES).map((path) => `/plugins/gimp-bridge/${path}`);
    const manifest = Object.fromEntries(paths.map((path) => [path, {}]));
    return Response.json({ manifest });
  }
  const path = pathname.replace("/@a/b/1.2.3/plugins/gimp-bridge/", SOURCES);
  return path === pathname
    ? new Response("no", { status: 404 })
    : new Response(Deno.readFileSync(decodeURI(path)));
}

function sourceFiles(): string[] {
  return files(`${SOURCES}/gimp3/${PLUGIN}`)
    .filter((path) => !path.includes("__pycache__"));
}

/** Notes that a file is the plug-in's. */
function noteToo(plugin: string, name: string): void {
  const path = `${plugin}/config.json`;
  const note = JSON.parse(Deno.readTextFileSync(path));
  note.files.push(name);
  Deno.writeTextFileSync(path, JSON.stringify(note));
}

/** A home folder with GIMP 2.10 and 3.0 on Linux, and a name that wants quoting. */
function withGimps(
  body: (home: string, machine: Machine) => Promise<void>,
): Promise<void> {
  return withHome(async (home) => {
    for (const version of ["2.10", "3.0"]) {
      Deno.mkdirSync(`${home}/.config/GIMP/${version}`, { recursive: true });
    }
    await body(home, machineAt(home, "linux"));
  });
}

async function withHome(body: (home: string) => Promise<void>): Promise<void> {
  const parent = Deno.makeTempDirSync();
  const home = `${parent}/the "user" é`;
  Deno.mkdirSync(home);
  try {
    await body(home);
  } finally {
    Deno.removeSync(parent, { recursive: true });
  }
}

function machineAt(
  home: string,
  system: Machine["system"],
  folders: Record<string, string> = {},
): Machine {
  const variables = new Map([["HOME", home]]);
  for (const [name, folder] of Object.entries(folders)) {
    variables.set(name, `${home}/${folder}`);
  }
  return { system, variable: (name) => variables.get(name) };
}

/** Runs the command within this process. */
async function run(
  action: "install" | "uninstall" | "status",
  machine: Machine,
  mlmc: MlmcPackage = packageAt(ROOT),
  options: string[] = [],
): Promise<Outcome> {
  const before = { log: console.log, error: console.error };
  let [out, err] = ["", ""];
  console.log = (line) => void (out += `${line}\n`);
  console.error = (line) => void (err += `${line}\n`);
  try {
    const args = gimpArguments([action, ...options]);
    return { code: await gimpCommand(args, machine, mlmc), out, err };
  } finally {
    console.log = before.log;
    console.error = before.error;
  }
}

async function json(
  action: "install" | "status",
  machine: Machine,
): Promise<GimpOutcome[]> {
  return JSON.parse((await run(action, machine, undefined, ["--json"])).out);
}

function states(outcomes: GimpOutcome[]): Status["state"][] {
  return outcomes.map(({ state }) => state!);
}
