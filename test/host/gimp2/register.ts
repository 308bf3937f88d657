/** Says that it has been told what is missing: test files share their environment, but no modules. */
const TOLD = "MLMC_TEST_TOLD_GIMP2";

const hasGimp = await findGimp();

/** A test that is skipped without GIMP 2.10, unless the environment asks for all tests. */
export function gimp2Test(name: string, fn: () => Promise<void>): void {
  const ignore = !hasGimp && Deno.env.get("MLMC_TEST_ALL") !== "1";
  if (ignore) tellWhatIsMissing();
  Deno.test({
    name,
    ignore,
    fn: () => {
      if (!hasGimp) throw new Error("no GIMP 2.10 on PATH");
      return fn();
    },
  });
}

async function findGimp(): Promise<boolean> {
  try {
    const gimp = new Deno.Command("gimp", { args: ["--version"] });
    const { stdout } = await gimp.output();
    return new TextDecoder().decode(stdout).includes(" 2.10.");
  } catch {
    return false;
  }
}

function tellWhatIsMissing(): void {
  if (Deno.env.has(TOLD)) return;
  Deno.env.set(TOLD, "1");
  console.error("Tests in GIMP 2.10 are skipped: no GIMP 2.10 on PATH");
}
