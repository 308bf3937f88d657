/** The bridge over two streams, within this process. */
import { assert, assertEquals } from "@std/assert";
import type {
  BridgeMessage,
  ErrorMessage,
} from "../../plugins/gimp-bridge/messages.ts";
import { readLines } from "../../plugins/gimp-bridge/lines.ts";
import { MOST_BYTES } from "../../plugins/gimp-bridge/read_message.ts";
import type { Work } from "../../plugins/gimp-bridge/service.ts";
import { serveStdio } from "../../plugins/gimp-bridge/stdio.ts";
import { ASK, bytes, FakeWork, gist, quick, serviceOf, turn } from "./fake.ts";
import { malformedLines } from "./malformed.ts";

/** What a host hears that says all that it has to say at once, and hangs up. */
async function heard(
  parts: Iterable<Uint8Array>,
  work: Work = quick,
): Promise<BridgeMessage[]> {
  let text = "";
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const output = new WritableStream<Uint8Array>({
    write: (chunk) => void (text += decoder.decode(chunk, { stream: true })),
  });
  const { service } = await serviceOf(work);
  await serveStdio({ input: ReadableStream.from(parts), output }, service);
  assert(text.endsWith("\n"));
  const [hello, ...messages] = text.trim().split("\n")
    .map((line) => JSON.parse(line));
  assertEquals([hello.type, hello.protocol], ["hello", 1]);
  return messages;
}

/** Lines of a host. */
function lines(...messages: unknown[]): Uint8Array<ArrayBuffer> {
  const texts = messages.map((message) =>
    typeof message === "string" ? message : JSON.stringify(message)
  );
  return bytes(texts.map((text) => `${text}\n`).join(""));
}

Deno.test("serveStdio() cancels what is under way when the host hangs up", async () => {
  const { work, begun } = new FakeWork();
  const said = lines({ ...ASK, id: "a" }, { ...ASK, id: "b" });
  assertEquals(gist(await heard([said], work)).sort(), [
    "accepted a",
    "accepted b",
    "cancelled a",
    "cancelled b",
  ]);
  assertEquals(begun.length, 1);
});

Deno.test("serveStdio() answers what is no message, and reads the next", async () => {
  const wrong = [
    "",
    "no",
    "[]",
    "null",
    '"upscale"',
    "{",
    '{"type":"upscale"',
    "{}",
    "[".repeat(100_000),
    Uint8Array.of(0x7b, 0xff, 0x7d),
    Uint8Array.of(0),
    "\uFEFF",
  ];
  const end = bytes("\n");
  const parts = wrong.flatMap((line) => [
    typeof line === "string" ? bytes(line) : line,
    end,
  ]);
  const messages = await heard([...parts, lines({ ...ASK, id: "a" })]);
  assertEquals(gist(messages), [
    ...wrong.map(() => "error"),
    "accepted a",
    "result a",
  ]);
  for (const message of messages.slice(0, wrong.length)) {
    assertEquals((message as ErrorMessage).kind, "request");
  }
});

Deno.test("serveStdio() keeps no line that is too long", async () => {
  const chunk = new Uint8Array(2 ** 20).fill("a".charCodeAt(0));
  const long = MOST_BYTES / chunk.length + 1;
  function* parts() {
    for (let i = 0; i < 3 * long; i++) yield chunk;
    yield lines("", "no");
  }
  const messages = await heard(parts());
  assertEquals(
    messages as unknown,
    [
      "a message must be at most 64 MiB long",
      "a message must be JSON in UTF-8",
    ].map((message) => ({ type: "error", message, kind: "request" })),
  );
});

Deno.test("readLines() keeps no more of a line than it is asked to", async () => {
  const read = async (texts: string[]) => {
    const lines = readLines(ReadableStream.from(texts.map(bytes)), 3);
    const all = await Array.fromAsync(lines);
    return all.map((line) => new TextDecoder().decode(line));
  };
  assertEquals(await read(["ab\nabcd", "e\n", "\na", "b", "c\nx"]), [
    "ab",
    "abc",
    "",
    "abc",
  ]);
  assertEquals(await read([]), []);
});

/** A session of every kind of message. */
const SESSION = lines(
  { ...ASK, id: "é", preview: "/p.png" },
  { ...ASK, id: "b", options: { scale: 4, noise: 2, restorer: "dip" } },
  { type: "cancel", id: "b" },
  {
    type: "upscale",
    id: "c",
    pixels: {
      width: 4,
      height: 4,
      channels: 1,
      bits: 8,
      data: new Uint8Array(16).toBase64(),
    },
    options: { scale: 2 },
  },
);

Deno.test("serveStdio() ends well wherever a session is cut off", async () => {
  const whole = gist(await heard([SESSION]));
  for (let length = 0; length <= SESSION.length; length++) {
    const messages = gist(await heard([SESSION.subarray(0, length)]));
    // What is complete is answered as ever, and every request has its end.
    const accepted = messages.filter((line) => line.startsWith("accepted"));
    const ended = messages.filter((line) => /^(cancelled|result)/.test(line));
    assertEquals(messages.length, accepted.length + ended.length);
    assertEquals(accepted.length, ended.length);
    assert(accepted.every((line) => whole.includes(line)));
  }
});

Deno.test("serveStdio() hears the same however a session is cut into pieces", async () => {
  const whole = await heard([SESSION]);
  for (const size of [1, 2, 7, 64]) {
    const parts = Array.from(
      { length: Math.ceil(SESSION.length / size) },
      (_, i) => SESSION.subarray(i * size, (i + 1) * size),
    );
    const messages = await heard(parts);
    const ends = (all: BridgeMessage[]) =>
      gist(all).filter((line) => !line.startsWith("accepted")).length;
    assertEquals(ends(messages), ends(whole));
  }
});

Deno.test("serveStdio() answers a thousand malformed lines, and the good ones among them", async () => {
  let good = 0;
  const parts = malformedLines(1000).flatMap((line, i) => {
    if (i % 10 > 0) return [line, bytes("\n")];
    return [line, lines("", { ...ASK, id: `good ${good++}` })];
  });
  const messages = await heard(parts);
  const ids = gist(messages).filter((line) =>
    /^(result|cancelled) good/.test(line)
  );
  assertEquals(new Set(ids).size, good);
  assert(
    gist(messages).filter((line) => line.startsWith("error")).length > 800,
  );
});

Deno.test("serveStdio() ends when it is told to", async () => {
  const { work, begun } = new FakeWork();
  const { service, end } = await serviceOf(work);
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const said: Uint8Array[] = [];
  const output = new WritableStream<Uint8Array>({
    write: (chunk) => void said.push(chunk),
  });
  const served = serveStdio({ input: readable, output }, service);
  const writer = writable.getWriter();
  await writer.write(lines({ ...ASK, id: "a" }));
  await turn();
  assertEquals(begun.length, 1);
  end();
  await served;
  assertEquals(said.length, 3);
});

Deno.test("serveStdio() ends when nobody listens any more", async () => {
  const { work, begun } = new FakeWork();
  const { service } = await serviceOf(work);
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  let isClosed = false;
  const output = new WritableStream<Uint8Array>({
    write: () => {
      if (isClosed) throw new Deno.errors.BrokenPipe();
    },
  });
  const served = serveStdio({ input: readable, output }, service);
  const writer = writable.getWriter();
  await writer.write(lines({ ...ASK, id: "a" }));
  await turn();
  assertEquals(begun.length, 1);
  isClosed = true;
  begun[0].watch.onPreview("/p.png");
  await served;
  assert(begun[0].watch.signal.aborted);
});

Deno.test("serveStdio() does not wait for a host that reads no more", async () => {
  const { service } = await serviceOf(quick);
  const never = Promise.withResolvers<void>();
  const output = new WritableStream<Uint8Array>({
    write: () => never.promise,
  });
  const started = performance.now();
  await serveStdio({ input: ReadableStream.from([]), output }, service);
  assert(performance.now() - started < 2000);
  never.resolve();
});
