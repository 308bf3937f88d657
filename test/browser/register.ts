import { findChromium } from "./chromium.ts";

/** Says that it has been told what is missing: test files share their environment, but no modules. */
const TOLD = "MLMC_TEST_TOLD_CHROMIUM";

const chromium = await findChromium();

/** A test that is skipped without a Chromium, unless the environment asks for all tests. */
export function browserTest(
  name: string,
  fn: (program: string) => Promise<void>,
): void {
  const ignore = !chromium && Deno.env.get("MLMC_TEST_ALL") !== "1";
  if (ignore) tellWhatIsMissing();
  Deno.test({
    name,
    ignore,
    fn: () => {
      if (!chromium) throw new Error("no Chromium on PATH");
      return fn(chromium);
    },
  });
}

function tellWhatIsMissing(): void {
  if (Deno.env.has(TOLD)) return;
  Deno.env.set(TOLD, "1");
  console.error("Browser tests are skipped: no Chromium on PATH");
}
