/** Set to 1, tests fail rather than be skipped where a program is missing. */
const REQUIRE_ALL = "MLMC_TEST_ALL";
/** Says that it has been told what is missing: test files share their environment, but no modules. */
const TOLD = "MLMC_TEST_TOOLS_TOLD";

const hasTools = await answers("convert", "-version", "ImageMagick") &&
  await answers("exiftool", "-ver", ".");

/** A test that is skipped without ImageMagick and ExifTool, unless the environment asks for all tests. */
export function toolsTest(name: string, fn: () => Promise<void>): void {
  const ignore = !hasTools && Deno.env.get(REQUIRE_ALL) !== "1";
  if (ignore) tellWhatIsMissing();
  Deno.test({ name, ignore, fn });
}

/**
 * Runs a program to its end.
 *
 * @param program Its name.
 * @param args Its arguments.
 * @param cwd The folder that it runs in.
 * @returns What it writes to its standard output; warnings are passed over.
 */
export async function run(
  program: string,
  args: string[],
  cwd?: string,
): Promise<Uint8Array> {
  const command = new Deno.Command(program, { args, cwd });
  const { stdout, stderr, code } = await command.output();
  // ImageMagick's code is 1 for some warnings; then there is output.
  if (code === 0 || stdout.length > 0) return stdout;
  throw new Error(
    `${program} ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`,
  );
}

async function answers(
  program: string,
  argument: string,
  text: string,
): Promise<boolean> {
  try {
    const answer = await run(program, [argument]);
    return new TextDecoder().decode(answer).includes(text);
  } catch {
    return false;
  }
}

function tellWhatIsMissing(): void {
  if (Deno.env.has(TOLD)) return;
  Deno.env.set(TOLD, "1");
  console.error(
    "Tests of picture files are skipped: install ImageMagick and ExifTool (Debian: imagemagick, libimage-exiftool-perl)",
  );
}
