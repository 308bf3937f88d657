import { Failure, messageOf, UsageError } from "../../src/cli/errors.ts";
import type {
  BridgeMessage,
  ErrorMessage,
  HostMessage,
  RequestResult,
  UpscaleRequest,
} from "./messages.ts";
import { progressMessages } from "./progress_messages.ts";
import { type Fields, readFields, readMessage } from "./read_message.ts";
import { RequestError } from "./request_error.ts";
import type { Work } from "./service.ts";

/** Does what hosts ask for, one request after another: messages in, messages out. */
export class Bridge {
  #work: Work;
  #send: (message: BridgeMessage) => void;
  /** Requests that have not ended, in their order. */
  #requests = new Map<string, AbortController>();
  #running: string | undefined;
  #end: Promise<void> = Promise.resolve();

  /**
   * Makes ready.
   *
   * @param work Does a request.
   * @param send Sends a message to the host.
   */
  constructor(work: Work, send: (message: BridgeMessage) => void) {
    this.#work = work;
    this.#send = send;
  }

  /**
   * Takes a message.
   *
   * @param bytes The message; see {@linkcode readFields}.
   * @param known Fields that the way on which it came tells.
   */
  receive(bytes: Uint8Array, known: Fields = {}): void {
    let fields = known;
    try {
      fields = { ...readFields(bytes), ...known };
      this.#take(readMessage(fields));
    } catch (error) {
      this.#refuse(error, fields);
    }
  }

  /**
   * Cancels a request; one that has ended or never was is no matter.
   *
   * @param id Which.
   */
  cancel(id: string): void {
    this.#requests.get(id)?.abort();
    // What runs ends when its step is done.
    if (id !== this.#running && this.#requests.delete(id)) {
      this.#send({ type: "cancelled", id });
    }
  }

  /** Cancels all that has not ended, and waits until it has. */
  async close(): Promise<void> {
    for (const id of this.#requests.keys()) this.cancel(id);
    await this.#end;
  }

  #take(message: HostMessage): void {
    if (message.type === "cancel") return this.cancel(message.id);
    const { request } = message;
    const { id } = request;
    if (this.#requests.has(id)) {
      throw new RequestError(`the id ${JSON.stringify(id)} is in use`);
    }
    const { signal } = this.#enlist(id);
    this.#end = this.#end.then(() => this.#do(request, signal));
  }

  #enlist(id: string): AbortController {
    const controller = new AbortController();
    this.#send({ type: "accepted", id, waiting: this.#requests.size });
    this.#requests.set(id, controller);
    return controller;
  }

  async #do(request: UpscaleRequest, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const { id } = request;
    this.#running = id;
    const message = await this.#outcome(request, signal);
    this.#running = undefined;
    this.#requests.delete(id);
    this.#send(message);
  }

  async #outcome(
    request: UpscaleRequest,
    signal: AbortSignal,
  ): Promise<BridgeMessage> {
    const { id } = request;
    try {
      const result: RequestResult = await this.#work(request, {
        signal,
        onProgress: progressMessages(id, this.#send),
        onPreview: (path) => this.#send({ type: "preview", id, path }),
      });
      return { type: "result", id, ...result };
    } catch (error) {
      return signal.aborted
        ? { type: "cancelled", id }
        : errorMessage(error, id);
    }
  }

  /** Says what is wrong with a message; not as the end of a request that goes on. */
  #refuse(error: unknown, { type, id }: Fields): void {
    const isEnd = type === "upscale" && typeof id === "string" &&
      !this.#requests.has(id);
    this.#send(errorMessage(error, isEnd ? id : undefined));
  }
}

function errorMessage(error: unknown, id?: string): ErrorMessage {
  const isRequest = error instanceof RequestError ||
    error instanceof UsageError;
  // In our own lines a break is one of a file's name.
  const message = isRequest || error instanceof Failure
    ? error.message.replaceAll(/[\r\n]+/g, " ")
    : messageOf(error);
  const kind = isRequest ? "request" : "failure";
  return { type: "error", id, message, kind };
}
