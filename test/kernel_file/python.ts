/** Set to 1, tests fail rather than be skipped where a program is missing. */
const REQUIRE_ALL = "MLMC_TEST_ALL";
/** Debian's, whose packages are found whatever other Python comes first. */
const PYTHON = "/usr/bin/python3";

const hasSciPy = await answers();

/** A test that is skipped without SciPy and Pillow, unless the environment asks for all tests. */
export function pythonTest(name: string, fn: () => Promise<void>): void {
  const ignore = !hasSciPy && Deno.env.get(REQUIRE_ALL) !== "1";
  if (ignore) {
    console.error(
      `"${name}" is skipped: install SciPy and Pillow (Debian: python3-scipy, python3-pil)`,
    );
  }
  Deno.test({ name, ignore, fn });
}

/**
 * Runs a Python program to its end.
 *
 * @param program Its text.
 * @param cwd The folder that it runs in.
 * @returns What it prints.
 */
export async function python(program: string, cwd?: string): Promise<string> {
  const command = new Deno.Command(PYTHON, { args: ["-c", program], cwd });
  const { code, stdout, stderr } = await command.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  if (code !== 0) throw new Error(text(stderr));
  return text(stdout);
}

async function answers(): Promise<boolean> {
  try {
    await python("import scipy.io, PIL.Image");
    return true;
  } catch {
    return false;
  }
}
