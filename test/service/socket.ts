import { Jobs } from "../../src/service/jobs.ts";
import { serve, type Serving } from "../../src/service/serve.ts";
import type { Settings } from "../../src/service/settings.ts";
import type { Work } from "../../src/service/work.ts";
import { BEARER, settingsOf } from "./fake.ts";

/** A service on a free port; it ends with the scope that holds it. */
export class SocketService implements AsyncDisposable {
  readonly jobs: Jobs;
  readonly serving: Serving;
  /** Its address. */
  readonly url: string;
  readonly port: number;

  constructor(work: Work, changes: Partial<Settings> = {}) {
    this.jobs = new Jobs(work);
    const place = { hostname: "127.0.0.1", port: 0 };
    this.serving = serve(settingsOf(this.jobs, changes), place);
    this.url = this.serving.links.service;
    this.port = Number(new URL(this.url).port);
  }

  /** Asks for a path, with the token. */
  async ask(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { ...BEARER, ...init.headers };
    return await fetch(this.url + path, { ...init, headers });
  }

  /** Submits a picture. */
  async submit(body: BodyInit, init: RequestInit = {}): Promise<Response> {
    return await this.ask("/api/jobs?scale=2", {
      method: "POST",
      body,
      ...init,
      headers: { "Content-Type": "image/png" },
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.serving.close();
    await this.jobs.close();
  }
}

/** An answer as it came over the wire. */
export interface RawAnswer {
  /** The status; undefined if there was no answer. */
  status?: number;
  /** The lines of the head. */
  head: string;
  /** The body, as it was sent. */
  body: string;
}

/** Milliseconds to wait for an answer before the service is told that no more comes. */
const LINGER = 500;

/**
 * Sends bytes, and hears what comes until the service hangs up.
 *
 * @param port The port.
 * @param bytes What is sent, one part after another.
 * @param patience Milliseconds to wait for the end.
 */
export async function sendRaw(
  port: number,
  bytes: Iterable<Uint8Array>,
  patience = 20_000,
): Promise<RawAnswer> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const timer = setTimeout(() => connection.close(), patience);
  const endWriting = () => connection.closeWrite().catch(() => {});
  const linger = setTimeout(endWriting, LINGER);
  const decoder = new TextDecoder();
  let text = "";
  try {
    for (const part of bytes) await writeAll(connection, part);
    const buffer = new Uint8Array(2 ** 16);
    for (let length; (length = await connection.read(buffer)) !== null;) {
      text += decoder.decode(buffer.subarray(0, length), { stream: true });
      // The service does not answer who has hung up before.
      await endWriting();
    }
  } catch (error) {
    // It has hung up in the midst of what was sent.
    const isOver = error instanceof Deno.errors.ConnectionReset ||
      error instanceof Deno.errors.BrokenPipe;
    if (!isOver) throw error;
  } finally {
    clearTimeout(linger);
    clearTimeout(timer);
  }
  const end = text.indexOf("\r\n\r\n");
  const head = text.slice(0, end + 2);
  const [, status] = /^HTTP\/1\.[01] (\d{3}) /.exec(head) ?? [];
  return {
    ...(status && { status: Number(status) }),
    head,
    body: text.slice(end + 4),
  };
}

async function writeAll(
  connection: Deno.TcpConn,
  bytes: Uint8Array,
): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    at += await connection.write(bytes.subarray(at));
  }
}
