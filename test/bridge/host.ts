import { assertEquals } from "@std/assert";
import { bytes } from "./fake.ts";

const MAIN = new URL("../../mod.ts", import.meta.url).pathname;

/** A message of the bridge. */
export type Said = Record<string, unknown> & { type: string };

/** Starts `mlmc bridge`. */
export function startBridge(...args: string[]): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", MAIN, "bridge", "--device", "cpu", ...args],
    env: { NO_COLOR: "1", MLMC_DEBUG: "" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** A host that has started the program. */
export class Host {
  /** Everything that the program said. */
  readonly said: Said[] = [];
  readonly #child = startBridge("--stdio");
  readonly #writer = this.#child.stdin.getWriter();
  readonly #reader = this.#child.stdout.getReader();
  readonly #err = new Response(this.#child.stderr).text();
  readonly #decoder = new TextDecoder();
  #rest = "";

  /** Says something: a message, or bytes as they are. */
  async say(message: unknown): Promise<void> {
    const line = message instanceof Uint8Array
      ? message
      : bytes(`${JSON.stringify(message)}\n`);
    await this.#writer.write(line);
  }

  /** Waits for a message of a type. */
  async hear(...types: string[]): Promise<Said> {
    while (true) {
      const message = await this.#next();
      if (!message) throw new Error(`it ended: ${await this.#err}`);
      if (types.includes(message.type)) return message;
    }
  }

  /** Hangs up. */
  async hangUp(): Promise<void> {
    await this.#writer.close();
  }

  /** Listens no more. */
  async turnAway(): Promise<void> {
    await this.#reader.cancel();
  }

  kill(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  /** Hears the rest, and how it ended and in which time. */
  async end(): Promise<{ code: number; seconds: number; err: string }> {
    const started = performance.now();
    while (await this.#next());
    assertEquals(this.#rest, "");
    const { code } = await this.#child.status;
    await this.#writer.close().catch(() => {});
    const seconds = (performance.now() - started) / 1000;
    return { code, seconds, err: await this.#err };
  }

  async #next(): Promise<Said | undefined> {
    while (!this.#rest.includes("\n")) {
      const { value, done } = await this.#reader.read();
      if (done) return undefined;
      this.#rest += this.#decoder.decode(value, { stream: true });
    }
    const end = this.#rest.indexOf("\n");
    const message = JSON.parse(this.#rest.slice(0, end));
    this.#rest = this.#rest.slice(end + 1);
    this.said.push(message);
    return message;
  }
}
