import { PLUG_IN, ROOT } from "./installed.ts";

const SCRIPTS = import.meta.dirname!;

/** Where GIMP looks for the plug-in, in a home. */
const PLUG_INS = ".config/GIMP/3.0/plug-ins/mlmc-blind-upscale";

/** The bridge: the program that `install.sh` wrote. */
const BRIDGE = ["/usr/local/bin/mlmc", "bridge", "--stdio"];

/** A user's folders, gone at the end of the scope: `home`, `pictures`, `temporary`. */
export interface User extends AsyncDisposable {
  /** What they are in, as this process sees it. */
  readonly outside: string;
  /** The same, as GIMP sees it. */
  readonly inside: string;
}

/** How GIMP is started. */
export interface Start {
  /** More of its environment. */
  env?: Record<string, string>;
  /** What starts it, in place of the program without windows; the other arguments follow. */
  program?: string[];
  /** What comes before all that, outside GIMP's root. */
  before?: string[];
}

/** What GIMP left. */
export interface Ended<Found> {
  /** What the script reported. */
  found: Found;
  /** What GIMP printed, on both streams. */
  printed: string;
}

/**
 * Makes a user who has the plug-in.
 *
 * @param name The name of the folder that they are in.
 * @param command The bridge; `null` where the plug-in is to find one.
 */
export async function makeUser(
  name = "user",
  command: string[] | null = BRIDGE,
): Promise<User> {
  const base = await Deno.makeTempDir({ dir: `${ROOT}/tmp`, prefix: "mlmc" });
  const outside = `${base}/${name}`;
  const plugIn = `${outside}/home/${PLUG_INS}`;
  for (
    const folder of [plugIn, `${outside}/pictures`, `${outside}/temporary`]
  ) {
    await Deno.mkdir(folder, { recursive: true });
  }
  for await (const { name, isFile } of Deno.readDir(PLUG_IN)) {
    if (isFile) await Deno.copyFile(`${PLUG_IN}/${name}`, `${plugIn}/${name}`);
  }
  if (command) {
    const config = JSON.stringify({ command });
    await Deno.writeTextFile(`${plugIn}/config.json`, config);
  }
  return {
    outside,
    inside: outside.slice(ROOT.length),
    [Symbol.asyncDispose]: () => Deno.remove(base, { recursive: true }),
  };
}

/** What the plug-in has in the temporary folder; GIMP's own is not counted. */
export async function temporaryFiles({ outside }: User): Promise<string[]> {
  const files = await Array.fromAsync(Deno.readDir(`${outside}/temporary`));
  return files.map(({ name }) => name).filter((name) => name !== "gimp");
}

/** Starts GIMP with a script of this folder. */
export function startGimp(
  { inside }: User,
  script: string,
  { env = {}, program = ["gimp-console-3.0", "-i"], before = [] }: Start = {},
): Deno.ChildProcess {
  const line = `import sys; sys.path.insert(0, ${
    JSON.stringify(SCRIPTS)
  }); import ${script}`;
  const batch = ["--batch-interpreter=python-fu-eval", "-b", line, "--quit"];
  const [first, ...args] = [...before, "/usr/sbin/chroot", ROOT, ...program];
  return new Deno.Command(first, {
    args: [...args, "-d", "-f", ...batch],
    clearEnv: true,
    env: {
      HOME: `${inside}/home`,
      TMPDIR: `${inside}/temporary`,
      MLMC_TEST_FOLDER: `${inside}/pictures`,
      PATH: "/usr/local/bin:/usr/bin:/bin",
      PYTHONDONTWRITEBYTECODE: "1",
      LC_ALL: "C.UTF-8",
      ...env,
    },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Runs GIMP with a script of this folder to its end. */
export async function runGimp<Found>(
  user: User,
  script: string,
  start?: Start,
): Promise<Ended<Found>> {
  const { stdout, stderr } = await startGimp(user, script, start).output();
  const printed = [stdout, stderr].map((b) => new TextDecoder().decode(b))
    .join("");
  const report = `${user.outside}/pictures/report.json`;
  try {
    return { found: JSON.parse(await Deno.readTextFile(report)), printed };
  } catch (cause) {
    throw new Error(`GIMP reported nothing, and printed:\n${printed}`, {
      cause,
    });
  }
}
