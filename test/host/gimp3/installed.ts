/** Where `install.sh` puts GIMP 3. */
export const ROOT = Deno.env.get("MLMC_TRIXIE") ?? "/var/cache/mlmc/trixie";

/** The plug-in's files. */
export const PLUG_IN = new URL(
  "../../../plugins/gimp-bridge/gimp3/mlmc-blind-upscale",
  import.meta.url,
)
  .pathname;

/** Says that it has been told what is missing: test files share their environment, but no modules. */
const TOLD = "MLMC_TEST_TOLD_GIMP3";

const missing = await whatIsMissing();

/** A test that is skipped without GIMP 3, unless the environment asks for all tests. */
export function gimp3Test(name: string, fn: () => Promise<void>): void {
  const ignore = !!missing && Deno.env.get("MLMC_TEST_ALL") !== "1";
  if (ignore) tellWhatIsMissing();
  Deno.test({
    name,
    ignore,
    fn: () => {
      if (missing) throw new Error(missing);
      return fn();
    },
  });
}

async function whatIsMissing(): Promise<string | undefined> {
  if (Deno.uid() !== 0) return "chroot needs root";
  try {
    await Deno.stat(`${ROOT}/usr/bin/gimp-console-3.0`);
    await Deno.stat(`${ROOT}${PLUG_IN}`);
  } catch {
    return `no GIMP 3 in ${ROOT}; test/host/gimp3/install.sh puts it there`;
  }
}

function tellWhatIsMissing(): void {
  if (Deno.env.has(TOLD)) return;
  Deno.env.set(TOLD, "1");
  console.error(`Tests in GIMP 3 are skipped: ${missing}`);
}
