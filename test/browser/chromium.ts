/** Names under which the browser is installed. */
const NAMES = ["chromium", "chromium-browser", "google-chrome"];

/** No window, a WebGPU adapter even without a GPU, and nobody called on the internet. */
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--enable-unsafe-webgpu",
  "--use-webgpu-adapter=swiftshader",
  "--enable-features=Vulkan",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-quic",
  "--disable-sync",
];

/** A browser that is running; it ends with the scope that holds it. */
export interface Chromium extends AsyncDisposable {
  /** Resolves with what it wrote to its error output when it has ended. */
  readonly ended: Promise<string>;
  /** Where it keeps its files. */
  readonly folder: string;
}

/** The name of a Chromium that runs here, if there is one. */
export async function findChromium(): Promise<string | undefined> {
  for (const name of NAMES) {
    try {
      const command = new Deno.Command(name, { args: ["--version"] });
      const { success } = await command.output();
      if (success) return name;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}

/** Opens a page in a Chromium of its own, with flags besides the usual ones. */
export async function openChromium(
  program: string,
  url: string,
  flags: string[] = [],
): Promise<Chromium> {
  const folder = await Deno.makeTempDir({ prefix: "mlmc_chromium_" });
  const child = new Deno.Command(program, {
    args: [...FLAGS, ...flags, `--user-data-dir=${folder}`, url],
    // What it leaves behind when it is killed goes with the folder.
    env: { TMPDIR: folder },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  // The output ends with the last of its processes, so none writes to the folder any more.
  const ended = child.output().then(({ stderr }) =>
    new TextDecoder().decode(stderr)
  );
  return {
    ended,
    folder,
    async [Symbol.asyncDispose]() {
      try {
        child.kill("SIGKILL");
      } catch {
        // It ended by itself.
      }
      await ended;
      await Deno.remove(folder, { recursive: true });
    },
  };
}
