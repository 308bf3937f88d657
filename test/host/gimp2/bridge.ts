import { existsSync } from "node:fs";
import { command } from "../../cli/program.ts";

/** A running bridge. */
export interface RunningBridge {
  /** Its folder. */
  spool: string;
  /** Its process. */
  process: Deno.ChildProcess;
}

/** A folder for the test's files, with a name that wants quoting, and a bridge that serves one in it. */
export async function withBridge(
  body: (folder: string, bridge: RunningBridge) => Promise<void>,
): Promise<void> {
  await withAwkwardFolder(async (folder) => {
    const spool = `${folder}/spool`;
    const bridge = command(["bridge", "--spool", spool, "--quiet"], folder);
    const process = bridge.spawn();
    try {
      await until(() => existsSync(`${spool}/bridge.scm`));
      await body(folder, { spool, process });
    } finally {
      kill(process);
      await process.output();
    }
  });
}

/** A folder whose path has spaces, quotes, letters of several scripts and a new line. */
export async function withAwkwardFolder(
  body: (folder: string) => Promise<void>,
): Promise<void> {
  const parent = await Deno.makeTempDir();
  const folder = `${parent}/a "b" 'c' \\ é 名 😀\nd`;
  await Deno.mkdir(folder);
  try {
    await body(folder);
  } finally {
    await Deno.remove(parent, { recursive: true });
  }
}

/** Waits until something holds. */
export async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + 60_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`never: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Ends a process as a crash would. */
export function kill(process: Deno.ChildProcess): void {
  try {
    process.kill("SIGKILL");
  } catch {
    // It has ended.
  }
}
