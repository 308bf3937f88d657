import { toScheme } from "../../../plugins/gimp-bridge/scheme.ts";

const SCRIPT = new URL(
  "../../../plugins/gimp-bridge/gimp2/mlmc-blind-upscale.scm",
  import.meta.url,
);
const PRELUDE = new URL("prelude.scm", import.meta.url).pathname;

let profile: string | undefined;
globalThis.addEventListener("unload", () => {
  if (profile) Deno.removeSync(profile, { recursive: true });
});

/** GIMP's user folder, with the script in it; its first start takes seconds. */
function profileFolder(): string {
  if (profile) return profile;
  profile = Deno.makeTempDirSync();
  Deno.mkdirSync(`${profile}/scripts`);
  Deno.copyFileSync(SCRIPT, `${profile}/scripts/mlmc-blind-upscale.scm`);
  return profile;
}

/** An expression of Scheme; what is put in is quoted. */
export function scheme(
  parts: TemplateStringsArray,
  ...values: unknown[]
): string {
  return String.raw({ raw: parts.raw }, ...values.map(toScheme));
}

/**
 * Runs expressions in a GIMP without windows, in a folder, after those in
 * prelude.scm. Its spool folder is `spool` in that.
 *
 * @returns What GIMP printed.
 */
export function gimp(
  folder: string,
  ...expressions: string[]
): Promise<string> {
  const env = {
    GIMP2_DIRECTORY: profileFolder(),
    MLMC_SPOOL: `${folder}/spool`,
  };
  return gimpWith(env, folder, ...expressions);
}

/** The same in a GIMP that has other folders. */
export async function gimpWith(
  env: Record<string, string>,
  folder: string,
  ...expressions: string[]
): Promise<string> {
  const all = [scheme`(load ${PRELUDE})`, ...expressions].join("\n");
  const command = new Deno.Command("gimp", {
    args: ["-i", "-d", "-f", "-b", `(begin ${all})`, "-b", "(gimp-quit TRUE)"],
    cwd: folder,
    env: { LC_ALL: "C.UTF-8", ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
  const { stdout, stderr } = await command.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return text(stdout) + text(stderr);
}
