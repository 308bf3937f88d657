import { Bridge } from "./bridge.ts";
import { readLines } from "./lines.ts";
import type { BridgeMessage, Hello } from "./messages.ts";
import { MOST_BYTES } from "./read_message.ts";
import type { Service } from "./service.ts";

/** The streams to a host. */
export interface Streams {
  /** What the host says. */
  input: ReadableStream<Uint8Array>;
  /** What is said to it. */
  output: WritableStream<Uint8Array>;
}

/** How long, in milliseconds, a host may take to read what is said last. */
const PATIENCE = 1000;

/**
 * Serves a host over two streams, a message a line, until either is closed or
 * the service is ended.
 *
 * @param streams The streams.
 * @param service What it is served with.
 */
export async function serveStdio(
  { input, output }: Streams,
  { hello, work, signal }: Service,
): Promise<void> {
  const gone = new AbortController();
  const writer = output.getWriter();
  writer.closed.catch(() => gone.abort());
  let written = Promise.resolve();
  const send = (message: Hello | BridgeMessage) => {
    const line = new TextEncoder().encode(`${JSON.stringify(message)}\n`);
    written = writer.write(line).catch(() => gone.abort());
  };
  const bridge = new Bridge(work, send);
  send(hello);
  const heard = until(input, AbortSignal.any([signal, gone.signal]));
  for await (const line of readLines(heard, MOST_BYTES + 1)) {
    bridge.receive(line);
  }
  await bridge.close();
  await inTime(written);
}

/** What a stream gives until a signal. */
async function* until(
  stream: ReadableStream<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  const stop = () => void reader.cancel().catch(() => {});
  signal.addEventListener("abort", stop);
  if (signal.aborted) stop();
  try {
    for (let next; !(next = await reader.read()).done;) yield next.value;
  } catch {
    // A stream that breaks has ended, too.
  }
}

async function inTime(action: Promise<void>): Promise<void> {
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(late.resolve, PATIENCE);
  await Promise.race([action, late.promise]);
  clearTimeout(timer);
}
