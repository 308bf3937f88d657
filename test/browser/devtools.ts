import { type Chromium, openChromium } from "./chromium.ts";

/** Milliseconds in which the browser must have started. */
const START_LIMIT = 60_000;

/** Something that the page did. */
export interface PageEvent {
  /** What, such as `Network.requestWillBeSent`. */
  method: string;
  /** What the DevTools protocol tells of it. */
  // deno-lint-ignore no-explicit-any
  params: any;
}

/** An answer to a command, or an event. */
interface Message extends PageEvent {
  id?: number;
  result: unknown;
  error?: { message: string };
}

/** A page of a Chromium of its own, driven by the DevTools protocol. */
export class Page implements AsyncDisposable {
  /** What happened since it was opened. */
  readonly events: PageEvent[] = [];
  #browser: Chromium;
  #socket: WebSocket;
  #answers = new Map<number, PromiseWithResolvers<unknown>>();
  #listeners = new Map<string, () => void>();
  #sent = 0;

  private constructor(browser: Chromium, socket: WebSocket) {
    this.#browser = browser;
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#receive(JSON.parse(data));
  }

  /** Opens a page, and waits until it is loaded. */
  static async open(program: string, url: string): Promise<Page> {
    const flags = ["--remote-debugging-port=0"];
    const browser = await openChromium(program, "about:blank", flags);
    try {
      const page = new Page(browser, await connect(browser));
      for (const domain of ["Page", "Runtime", "Log", "Network"]) {
        await page.send(`${domain}.enable`);
      }
      await page.#load(url);
      return page;
    } catch (error) {
      await browser[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Gives a command, and waits for what comes of it. */
  // deno-lint-ignore no-explicit-any
  send(method: string, params: unknown = {}): Promise<any> {
    const id = ++this.#sent;
    const answer = Promise.withResolvers<unknown>();
    this.#answers.set(id, answer);
    this.#socket.send(JSON.stringify({ id, method, params }));
    return answer.promise;
  }

  /** What an expression is in the page; it goes through JSON. */
  // deno-lint-ignore no-explicit-any
  async evaluate(expression: string): Promise<any> {
    const { result, exceptionDetails } = await this.send("Runtime.evaluate", {
      expression,
      returnByValue: true,
      awaitPromise: true,
    });
    if (exceptionDetails) {
      throw new Error(exceptionDetails.exception.description);
    }
    return result.value;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.#socket.onclose = resolve);
    await this.#browser[Symbol.asyncDispose]();
    await closed;
  }

  async #load(url: string): Promise<void> {
    const loaded = new Promise<void>((resolve) =>
      this.#listeners.set("Page.loadEventFired", resolve)
    );
    await this.send("Page.navigate", { url });
    await loaded;
  }

  #receive({ id, method, params, result, error }: Message): void {
    if (id === undefined) {
      this.events.push({ method, params });
      this.#listeners.get(method)?.();
    } else if (error) {
      this.#answers.get(id)?.reject(new Error(error.message));
    } else this.#answers.get(id)?.resolve(result);
  }
}

/** Connects to the first page of a browser. */
async function connect(browser: Chromium): Promise<WebSocket> {
  const port = await debuggingPort(browser);
  const pages = await (await fetch(`http://localhost:${port}/json`)).json();
  const page = pages.find(({ type }: { type: string }) => type === "page");
  const socket = new WebSocket(page.webSocketDebuggerUrl);
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = reject;
  });
  return socket;
}

/** Waits for the port of a browser that was opened with `--remote-debugging-port=0`. */
export async function debuggingPort(
  { folder, ended }: Chromium,
): Promise<string> {
  const late = AbortSignal.timeout(START_LIMIT);
  let output: string | undefined;
  ended.then((text) => output = text);
  let port;
  while (!port) {
    late.throwIfAborted();
    if (output !== undefined) throw new Error(`the browser ended: ${output}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
    port = await portIn(folder);
  }
  return port;
}

/** The port that the browser writes down when it listens. */
async function portIn(folder: string): Promise<string | undefined> {
  try {
    const text = await Deno.readTextFile(`${folder}/DevToolsActivePort`);
    return text.split("\n")[0];
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
