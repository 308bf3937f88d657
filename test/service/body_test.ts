/** Bodies over a socket: long, slow, cut short, and bombs. */
import { assert, assertEquals, assertLess } from "@std/assert";
import { pngChunks, pngFile } from "../../src/image/file/png_chunks.ts";
import { concatenated } from "../../src/image/file/bytes.ts";
import { FakeService, FakeWork, PNG, TOKEN, until } from "./fake.ts";
import { pngOf } from "./pngs.ts";
import { sendRaw, SocketService } from "./socket.ts";

const MEBIBYTE = 2 ** 20;
const text = (characters: string) => new TextEncoder().encode(characters);

/** The head of a submission. */
function head(...lines: string[]): Uint8Array {
  return text(
    [
      "POST /api/jobs?scale=2 HTTP/1.1",
      "Host: localhost:PORT",
      `Authorization: Bearer ${TOKEN}`,
      "Content-Type: image/png",
      "Connection: close",
      ...lines,
      "",
      "",
    ].join("\r\n"),
  );
}

function at(port: number, bytes: Uint8Array): Uint8Array {
  const line = new TextDecoder().decode(bytes);
  return text(line.replace("PORT", String(port)));
}

/** A stream that goes on for ever, with what it has given out. */
function endless(milliseconds: number) {
  const given = { bytes: 0 };
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
      controller.enqueue(new Uint8Array(2 ** 16));
      given.bytes += 2 ** 16;
    },
  });
  return { stream, given };
}

Deno.test("A body that is announced too long is refused at once", async () => {
  await using service = new SocketService(new FakeWork().work);
  const announced = head(`Content-Length: ${2 ** 26 + 1}`);
  const answer = await sendRaw(service.port, [at(service.port, announced)]);
  assertEquals(answer.status, 413);
  assertEquals(JSON.parse(answer.body), {
    error: "a picture file may have 64 MiB at most",
  });
});

Deno.test("A body that goes on is refused when it is too long, in constant memory", async () => {
  await using service = new SocketService(new FakeWork().work);
  const before = Deno.memoryUsage().rss;
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, Deno.memoryUsage().rss);
  }, 20);
  for (let i = 0; i < 2; i++) {
    const { stream, given } = endless(0);
    const response = await service.submit(stream);
    assertEquals(response.status, 413);
    await response.body?.cancel();
    assertLess(given.bytes, 80 * MEBIBYTE);
  }
  clearInterval(timer);
  assertLess(peak - before, 250 * MEBIBYTE);
});

Deno.test("A body in pieces of a byte takes no more memory than another", async () => {
  const service = new FakeService();
  const count = 1_000_000;
  let left = count;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      for (let i = 0; i < 1000; i++) controller.enqueue(new Uint8Array(1));
      if ((left -= 1000) <= 0) controller.close();
    },
  });
  const before = Deno.memoryUsage().rss;
  const response = await service.submit("scale=2", body);
  assertEquals(response.status, 400);
  assertLess(Deno.memoryUsage().rss - before, 100 * MEBIBYTE);
});

Deno.test("A body that does not come in time is given up, and so is its place", async () => {
  const work = new FakeWork();
  await using service = new SocketService(work.work, { patience: 100 });
  const silent = head("Content-Length: 100");
  const slow = head("Transfer-Encoding: chunked");
  // Nine hold all places, three times over.
  for (let round = 0; round < 3; round++) {
    const answers = await Promise.all(
      Array.from(
        { length: 9 },
        (_, i) => waitFor(service, i % 2 ? silent : slow),
      ),
    );
    assertEquals(
      answers,
      Array(9).fill("408 the body did not come within 0.1 s"),
    );
  }
  assertEquals((await service.submit(PNG)).status, 201);
});

/** Sends a head, and no more, and hears the answer. */
async function waitFor(
  { port }: SocketService,
  bytes: Uint8Array,
): Promise<string> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  await connection.write(at(port, bytes));
  const answer = await firstAnswer(connection);
  const [, status] = /^HTTP\/1.1 (\d+)/.exec(answer) ?? [];
  const { error } = JSON.parse(answer.slice(answer.indexOf("{")));
  return `${status} ${error}`;
}

/** The connection itself stays for as long as the client likes. */
async function firstAnswer(connection: Deno.TcpConn): Promise<string> {
  const decoder = new TextDecoder();
  let answer = "";
  const buffer = new Uint8Array(4096);
  while (!answer.endsWith("}")) {
    const length = await connection.read(buffer);
    if (length === null) break;
    answer += decoder.decode(buffer.subarray(0, length), { stream: true });
  }
  return answer;
}

Deno.test("A client that vanishes within its body leaves its place", async () => {
  await using service = new SocketService(new FakeWork().work);
  for (let i = 0; i < 30; i++) {
    const connection = await Deno.connect({
      hostname: "127.0.0.1",
      port: service.port,
    });
    await connection.write(
      at(service.port, head("Content-Length: 1000000")),
    );
    await connection.write(PNG.subarray(0, 20));
    connection.close();
  }
  await until(() => {
    using place = service.jobs.reserve();
    return place !== undefined;
  });
  const taken = [];
  for (let i = 0; i < 9; i++) {
    await until(() => {
      const place = service.jobs.reserve();
      if (place) taken.push(place);
      return place !== undefined;
    });
  }
  assertEquals(taken.length, 9);
});

Deno.test("A length that is a lie, or none, is refused", async () => {
  await using service = new SocketService(new FakeWork().work, {
    patience: 100,
  });
  const lies = [
    `Content-Length: ${PNG.length + 1}`,
    "Content-Length: -1",
    "Content-Length: 1, 2",
    "Content-Length: x",
    "Content-Length: 99999999999999999999",
  ];
  for (const line of lies) {
    const parts = [at(service.port, head(line)), PNG];
    const { status } = await sendRaw(service.port, parts);
    // It ends, or does not come in time.
    assert(status === 400 || status === 408, `${line} ${status}`);
  }
  // What follows would be another request.
  for (const line of ["Content-Length: 0", "X-Nothing: 1"]) {
    const parts = [at(service.port, head(line))];
    assertEquals((await sendRaw(service.port, parts)).status, 400, line);
  }
});

/** Four gibibytes of zeros, as zlib has them. */
async function compressedZeros(): Promise<Uint8Array> {
  let left = 4096;
  const zeros = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      controller.enqueue(new Uint8Array(MEBIBYTE));
      if (--left === 0) controller.close();
    },
  });
  const stream = zeros.pipeThrough(new CompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

Deno.test("A small PNG that would become huge takes neither memory nor time", async () => {
  const zeros = await compressedZeros();
  const named = (name: string) => concatenated([text(name), zeros]);
  const [header, ...rest] = pngChunks(PNG);
  const withChunk = (type: string, data: Uint8Array) =>
    Uint8Array.from(pngFile([header, { type, data }, ...rest]));
  const huge = header.data.slice();
  new DataView(huge.buffer).setUint32(0, 100_000);
  const bombs: Record<string, Uint8Array<ArrayBuffer>> = {
    pixels: pngOf(8, 6, zeros),
    profile: withChunk("iCCP", named("x\0\0")),
    text: withChunk("zTXt", named("x\0\0")),
    exif: withChunk("zTXt", named("Raw profile type exif\0\0")),
    xmp: withChunk("iTXt", named("XML:com.adobe.xmp\0\x01\0\0\0")),
    "second header": withChunk("IHDR", huge),
    chunks: Uint8Array.from(pngFile([
      header,
      ...Array(100_000).fill({ type: "teXt", data: new Uint8Array() }),
      ...rest,
    ])),
  };
  const service = new FakeService();
  for (const [name, bomb] of Object.entries(bombs)) {
    const before = Deno.memoryUsage().rss;
    const started = performance.now();
    const response = await service.submit("scale=2", bomb);
    const isFine = response.status === 201;
    assert(isFine || response.status === 400, `${name} ${response.status}`);
    assertLess(performance.now() - started, 10_000, name);
    assertLess(Deno.memoryUsage().rss - before, 300 * MEBIBYTE, name);
    const { id } = await response.json();
    if (isFine) await service.ask(`/api/jobs/${id}`, { method: "DELETE" });
  }
});
