import { assertEquals } from "@std/assert";
import type { Work } from "../../src/service/work.ts";
import { Random } from "../../src/mlmc/random.ts";
import { PNG, RESULT } from "./fake.ts";
import type { SocketService } from "./socket.ts";

/** What came of a load. */
export interface Tally {
  /** Requests that were answered. */
  requests: number;
  /** Jobs that were taken. */
  accepted: number;
  /** Of these, those whose result came. */
  done: number;
  /** Those whose client deleted them. */
  deleted: number;
  /** Those whose client vanished. */
  left: number;
  /** Pictures that were refused for want of a place. */
  full: number;
  /** Bodies that were refused for what they are. */
  bad: number;
  /** Connections that were broken off in the midst of a body or a stream. */
  brokenOff: number;
  /** The longest time for an answer of /health, in milliseconds. */
  slowest: number;
}

/** Work that takes some milliseconds, and tells of steps and pictures. */
export const lively: Work = async (_, { signal, onProgress, onPreview }) => {
  for (let step = 1; step <= 3; step++) {
    await new Promise((resolve) => setTimeout(resolve, 2));
    signal.throwIfAborted();
    const fraction = step / 3;
    onProgress({ stage: "solve", step, steps: 3, fraction, secondsLeft: 1 });
    onPreview(PNG);
  }
  return RESULT;
};

/**
 * Lets many clients at a service: they submit, ask, listen, delete, send
 * nonsense and vanish, each at its own pace.
 *
 * @param service The service, whose work is quick.
 * @param clients How many.
 * @param seconds How long.
 */
export async function load(
  service: SocketService,
  clients: number,
  seconds: number,
): Promise<Tally> {
  const tally: Tally = {
    requests: 0,
    accepted: 0,
    done: 0,
    deleted: 0,
    left: 0,
    full: 0,
    bad: 0,
    brokenOff: 0,
    slowest: 0,
  };
  const end = performance.now() + 1000 * seconds;
  await Promise.all(Array.from({ length: clients }, async (_, i) => {
    const client = new Client(service, tally, new Random(i));
    while (performance.now() < end) await client.act();
  }));
  return tally;
}

/** One of the clients. */
class Client {
  #service: SocketService;
  #tally: Tally;
  #random: Random;

  constructor(service: SocketService, tally: Tally, random: Random) {
    this.#service = service;
    this.#tally = tally;
    this.#random = random;
  }

  async act(): Promise<void> {
    const dice = this.#random.uniform();
    if (dice < 0.7) await this.#submit();
    else if (dice < 0.8) await this.#sendNonsense();
    else if (dice < 0.85) await this.#breakOff();
    else await this.#ask();
    await pause(this.#random.uniform(0, 100));
  }

  async #submit(): Promise<void> {
    const response = await this.#answered(this.#service.submit(PNG));
    if (response.status === 429) {
      this.#tally.full++;
      return await response.body?.cancel();
    }
    assertEquals(response.status, 201);
    const { id } = await response.json();
    this.#tally.accepted++;
    const dice = this.#random.uniform();
    if (dice < 0.4) await this.#fetchResult(id, () => this.#poll(id));
    else if (dice < 0.7) await this.#fetchResult(id, () => this.#listen(id));
    else if (dice < 0.85) await this.#delete(id);
    else await this.#vanish(id);
  }

  async #fetchResult(id: string, wait: () => Promise<void>): Promise<void> {
    await wait();
    for (const what of ["result", "preview"]) {
      const path = `/api/jobs/${id}/${what}`;
      const response = await this.#answered(this.#service.ask(path));
      assertEquals(response.status, 200);
      assertEquals((await response.bytes()).length, PNG.length);
    }
    this.#tally.done++;
  }

  async #poll(id: string): Promise<void> {
    while (true) {
      const answer = this.#service.ask(`/api/jobs/${id}`);
      const { state } = await (await this.#answered(answer)).json();
      if (state === "done") return;
      assertEquals(["waiting", "running"].includes(state), true, state);
      await pause(20);
    }
  }

  async #listen(id: string): Promise<void> {
    const stream = this.#service.ask(`/api/jobs/${id}/events`);
    const text = await (await this.#answered(stream)).text();
    assertEquals(/"state":"done"[^\n]*\n\n$/.test(text), true, text);
  }

  async #delete(id: string): Promise<void> {
    const gone = this.#service.ask(`/api/jobs/${id}`, { method: "DELETE" });
    assertEquals((await this.#answered(gone)).status, 204);
    this.#tally.deleted++;
  }

  /** Hangs up on the stream. */
  async #vanish(id: string): Promise<void> {
    const controller = new AbortController();
    const { signal } = controller;
    const path = `/api/jobs/${id}/events`;
    const response = await this.#answered(this.#service.ask(path, { signal }));
    const reader = response.body!.getReader();
    await reader.read();
    controller.abort();
    await reader.cancel().catch(() => {});
    this.#tally.left++;
  }

  async #sendNonsense(): Promise<void> {
    const nonsense = [
      new Uint8Array(2000),
      PNG.subarray(0, 60),
      "no picture",
      PNG.map((byte, i) => i === 60 ? ~byte : byte),
    ];
    const body = nonsense[Math.floor(this.#random.uniform(0, nonsense.length))];
    const response = await this.#answered(this.#service.submit(body));
    assertEquals([400, 429].includes(response.status), true);
    assertEquals(typeof (await response.json()).error, "string");
    if (response.status === 400) this.#tally.bad++;
    else this.#tally.full++;
  }

  /** Hangs up within a body. */
  async #breakOff(): Promise<void> {
    const controller = new AbortController();
    const body = new ReadableStream<Uint8Array>({
      async pull(stream) {
        stream.enqueue(PNG.subarray(0, 40));
        await pause(5);
        controller.abort();
      },
    });
    const { signal } = controller;
    await this.#service.submit(body, { signal })
      .then((response) => response.body?.cancel())
      .catch(() => {});
    this.#tally.brokenOff++;
  }

  async #ask(): Promise<void> {
    const started = performance.now();
    const response = await this.#answered(this.#service.ask("/health"));
    await response.body?.cancel();
    const { slowest } = this.#tally;
    this.#tally.slowest = Math.max(slowest, performance.now() - started);
  }

  async #answered(answer: Promise<Response>): Promise<Response> {
    const response = await answer;
    this.#tally.requests++;
    return response;
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
