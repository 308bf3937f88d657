/// <reference lib="dom" />
import Photopea from "photopea";
import { PanelError } from "../panel_error.ts";
import { markOf, scriptOf } from "./script.ts";

/** Milliseconds in which Photopea must have answered. */
const TIME_LIMIT = 30_000;
/** Milliseconds between two looks at whether something has happened. */
const POLL_INTERVAL = 150;

/** What a script answers. */
interface Answer {
  answer?: unknown;
  error?: string;
}

/** A file that Photopea handed over, and what the script answered besides. */
interface Collected {
  answer: Answer;
  file?: ArrayBuffer;
}

/** Photopea, as its plug-ins see it: it runs scripts and opens files. */
export class Host {
  #window: Window;
  #photopea: Photopea;
  #limit: number;

  /**
   * Talks to a window.
   *
   * @param window Photopea's.
   * @param limit Milliseconds in which it must have answered.
   */
  constructor(window: Window, limit = TIME_LIMIT) {
    this.#window = window;
    this.#photopea = new Photopea(window);
    this.#limit = limit;
  }

  /**
   * Runs a script.
   *
   * @param body The body of a function; see {@linkcode scriptOf}.
   * @param given What it needs to know.
   * @returns What the function returned; goes through JSON.
   * @throws {PanelError} If Photopea does not answer, or the script failed.
   */
  async ask<T>(body: string, given?: unknown): Promise<T> {
    return valueOf((await this.#run(body, given, false)).answer) as T;
  }

  /**
   * Runs a script that hands over a file.
   *
   * @param body The body of a function, which calls `saveToOE`.
   * @returns The file.
   * @throws {PanelError} If Photopea does not answer, or the script failed.
   */
  async askForFile(body: string): Promise<Uint8Array<ArrayBuffer>> {
    const { answer, file } = await this.#run(body, null, true);
    valueOf(answer);
    return new Uint8Array(file!);
  }

  /**
   * Asks until the answer is yes.
   *
   * @param body The body of a function that returns whether it is so.
   * @param given What it needs to know.
   * @throws {PanelError} If it does not become so in time.
   */
  async waitUntil(body: string, given?: unknown): Promise<void> {
    const end = performance.now() + this.#limit;
    while (!await this.ask<boolean>(body, given)) {
      if (performance.now() > end) throw this.#late();
      await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL));
    }
  }

  /**
   * Opens a file as a document of its own. Photopea tells when it has got the
   * file; that the document is there has to be asked for.
   *
   * @param file The file's content.
   */
  open(file: Uint8Array): void {
    // Its promise may end with the answer to another message.
    this.#photopea.loadAsset(file.slice().buffer);
  }

  /** Collects what Photopea sends until the marked answer, and the file if one is wanted, are there. */
  #run(body: string, given: unknown, wantsFile: boolean): Promise<Collected> {
    const id = crypto.randomUUID();
    const mark = markOf(id);
    const { promise, resolve, reject } = Promise.withResolvers<Collected>();
    let answer: Answer | undefined;
    let file: ArrayBuffer | undefined;
    const receive = ({ source, data }: MessageEvent) => {
      if (source !== this.#window) return;
      if (data instanceof ArrayBuffer) file = data;
      else if (typeof data === "string" && data.startsWith(mark)) {
        answer = JSON.parse(data.slice(mark.length)) as Answer;
      }
      if (answer && (file || !wantsFile || answer.error !== undefined)) {
        resolve({ answer, file });
      }
    };
    const timer = setTimeout(() => reject(this.#late()), this.#limit);
    addEventListener("message", receive);
    // What it resolves with ends at any "done", which may be that of another plug-in.
    this.#photopea.runScript(scriptOf(id, body, given));
    return promise.finally(() => {
      clearTimeout(timer);
      removeEventListener("message", receive);
    });
  }

  #late(): PanelError {
    const seconds = Math.round(this.#limit / 1000);
    return new PanelError(
      `Photopea has not answered for ${seconds} seconds. Close its open dialogues, then try again.`,
    );
  }
}

function valueOf({ answer, error }: Answer): unknown {
  if (error === undefined) return answer;
  throw new PanelError(`Photopea could not do it: ${error}`);
}
