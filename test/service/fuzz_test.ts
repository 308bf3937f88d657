/**
 * Requests that make no sense, over a socket: none is answered with 5xx, none
 * without a line of JSON, and none hangs.
 *
 * What is no HTTP at all does not reach the service: Deno answers it, with 400
 * or so and no JSON, or hangs up.
 */
import { assert, assertEquals } from "@std/assert";
import { atOnce } from "../../src/cli/at_once.ts";
import { concatenated } from "../../src/image/file/bytes.ts";
import { Random } from "../../src/mlmc/random.ts";
import { PNG, quick, TOKEN } from "./fake.ts";
import { type RawAnswer, sendRaw, SocketService } from "./socket.ts";

const REQUESTS = 2000;
const AT_ONCE = 16;
/** A header that all answers of the service have, and no others. */
const OURS = /^x-content-type-options: nosniff\r$/im;

const METHODS = [
  "GET",
  "POST",
  "DELETE",
  "PUT",
  "PATCH",
  "HEAD",
  "OPTIONS",
  "TRACE",
  "BREW",
  "get",
  "",
  "G ET",
  "\0",
];
const PATHS = [
  "/health",
  "/openapi.json",
  "/api/capabilities",
  "/api/jobs",
  "/api/jobs?scale=2",
  "/api/jobs?scale=2&iterations=1&noise=auto",
  "/api/jobs?scale=",
  "/api/jobs?scale=2&scale=3",
  "/api/jobs?%",
  "/api/jobs?scale=%ff%fe&=&&&",
  "/api/jobs/x",
  "/api/jobs/%00",
  "/api/jobs/%E0%A4%A",
  "/api/jobs/../../etc/passwd",
  "/api/jobs/x/events",
  "/api/jobs/x/result",
  "/api/jobs/x/kernel/",
  "/api//jobs",
  `/panel/${TOKEN}/`,
  `/panel/${TOKEN}`,
  `/panel/${TOKEN}/..%2f..%2fdeno.json`,
  `/panel/${TOKEN}/photopea.json`,
  "/panel/x/index.html",
  "/panel//",
  "/",
  "*",
  "",
  "//",
  "http://evil.example/health",
  "health",
  `/${"a".repeat(5000)}`,
  "/\u00ff",
  "/a b",
];
const HEADERS = [
  `Authorization: Bearer ${TOKEN}`,
  "Authorization: Bearer",
  "Authorization: \u00ff",
  "Content-Type: image/png",
  "Content-Type: ;;;",
  "Content-Type: multipart/form-data; boundary=",
  "Content-Encoding: gzip",
  "Content-Length: 5",
  "Content-Length: 99999999",
  "Content-Length: -5",
  "Transfer-Encoding: chunked",
  "Transfer-Encoding: gzip, chunked",
  "Transfer-Encoding: \u00ff",
  "Origin: https://www.photopea.com",
  "Origin: null",
  "Origin: https://evil.example",
  "Host: evil.example",
  "Host:",
  "Access-Control-Request-Method: POST",
  "Access-Control-Request-Private-Network: true",
  "Expect: 100-continue",
  "Upgrade: websocket",
  "Connection: upgrade",
  "Range: bytes=0-",
  "If-None-Match: *",
  "Accept: \0",
  "Cookie: a=b; ".repeat(200),
  `X: ${"x".repeat(20_000)}`,
  "No colon",
  " folded: line",
  ": nameless",
];
const ENDS = ["\r\n\r\n", "\r\n", "", "\n\n", "\r\n\0\r\n"];

/** Makes requests at random, the same each time. */
class Maker {
  #random = new Random(20);
  #port: number;

  constructor(port: number) {
    this.#port = port;
  }

  /** A request. */
  request(): Uint8Array {
    const isSubmission = this.#chance(0.4);
    const lines = isSubmission ? this.#submission() : [
      `${this.#one(METHODS)} ${this.#one(PATHS)} ${this.#version()}`,
      ...(this.#chance(0.8) ? [`Host: 127.0.0.1:${this.#port}`] : []),
      ...(this.#chance(0.6) ? [HEADERS[0]] : []),
      ...this.#some(HEADERS, 3),
    ];
    const end = this.#chance(0.9) ? ENDS[0] : this.#one(ENDS);
    const head = latin1(lines.join("\r\n") + end);
    return concatenated([head, this.#body(lines)]);
  }

  /** The head of a submission, with a header too many now and then. */
  #submission(): string[] {
    const isChunked = this.#chance(0.4);
    const length = this.#one([PNG.length, PNG.length, 10, 0, 2 ** 27, 300]);
    return [
      "POST /api/jobs?scale=2 HTTP/1.1",
      `Host: 127.0.0.1:${this.#port}`,
      HEADERS[0],
      "Content-Type: image/png",
      isChunked ? "Transfer-Encoding: chunked" : `Content-Length: ${length}`,
      ...(this.#chance(0.2) ? this.#some(HEADERS, 1) : []),
    ];
  }

  #body(lines: string[]): Uint8Array {
    const isChunked = lines.includes("Transfer-Encoding: chunked");
    // What is not announced would be another request.
    if (!lines.some((line) => /^(content-length|transfer)/i.test(line))) {
      return new Uint8Array();
    }
    const png = this.#broken();
    if (!isChunked || this.#chance(0.2)) return png;
    const length = this.#one([
      png.length.toString(16),
      png.length.toString(16),
      "ffffffffffffffffff",
      "-1",
      "zz",
      "0",
      "7fffffff",
    ]);
    const end = this.#one(["\r\n0\r\n\r\n", "\r\n0\r\n\r\n", "", "\r\n"]);
    return concatenated([latin1(`${length}\r\n`), png, latin1(end)]);
  }

  /** The picture, whole, cut short, with wrong bits, or anything else. */
  #broken(): Uint8Array {
    const kind = this.#one(["whole", "cut", "flipped", "noise", "none"]);
    if (kind === "none") return new Uint8Array();
    if (kind === "whole") return PNG;
    if (kind === "cut") return PNG.subarray(0, this.#below(PNG.length));
    if (kind === "noise") {
      return Uint8Array.from(
        { length: this.#below(2000) },
        () => this.#below(256),
      );
    }
    const flipped = PNG.slice();
    for (let i = 0; i < 3; i++) {
      flipped[this.#below(flipped.length)] ^= 1 << this.#below(8);
    }
    return flipped;
  }

  #version(): string {
    return this.#chance(0.9)
      ? "HTTP/1.1"
      : this.#one(["HTTP/1.0", "HTTP/2.0", "HTTP/9", "", "\u00ff"]);
  }

  #some(list: readonly string[], most: number): string[] {
    return Array.from(
      { length: this.#below(most + 1) },
      () => this.#one(list),
    );
  }

  #one<T>(list: readonly T[]): T {
    return list[this.#below(list.length)];
  }

  #below(end: number): number {
    return Math.floor(this.#random.uniform(0, end));
  }

  #chance(share: number): boolean {
    return this.#random.uniform() < share;
  }
}

function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** Fails unless an answer is one that the service gives. */
function check({ status, head, body }: RawAnswer, request: Uint8Array): void {
  const asked = JSON.stringify(new TextDecoder().decode(request.slice(0, 300)));
  if (status === undefined) return;
  const said = `${asked} → ${head}${body.slice(0, 200)}`;
  assert(status >= 100 && status < 500, said);
  if (status < 400 || !OURS.test(head)) return;
  // An answer to HEAD has no body; others may be followed by another answer.
  if (body === "") return assert(/^"HEAD /.test(asked), said);
  const { error } = JSON.parse(/^\{[^}]*\}/.exec(body)?.[0] ?? "");
  assert(/^[^\n]+$/.test(error), said);
}

Deno.test("The service answers a fuzz of requests with 4xx and a line, and is there afterwards", async () => {
  await using service = new SocketService(quick, { patience: 100 });
  const maker = new Maker(service.port);
  const requests = Array.from({ length: REQUESTS }, () => maker.request());
  const counts = { ours: 0, others: 0, none: 0, fine: 0 };
  await atOnce(AT_ONCE, requests, async (request) => {
    const answer = await sendRaw(service.port, [request]);
    check(answer, request);
    const { status } = answer;
    if (status === undefined) counts.none++;
    else if (!OURS.test(answer.head)) counts.others++;
    else if (status < 400) counts.fine++;
    else counts.ours++;
  });
  const share = (count: number) => count / REQUESTS;
  // Else the fuzz is no test of the service.
  assert(share(counts.ours) > 0.3, JSON.stringify(counts));
  assert(share(counts.fine) > 0.01, JSON.stringify(counts));
  assert(share(counts.none) < 0.3, JSON.stringify(counts));
  const health = await service.ask("/health");
  assertEquals([health.status, (await health.json()).name], [200, "mlmc"]);
  const response = await service.submit(PNG);
  assertEquals(response.status, 201);
  await response.body?.cancel();
});
