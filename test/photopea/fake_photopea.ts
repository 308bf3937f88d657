/** A script or a file that was posted. */
export type Posted = string | ArrayBuffer;

/** A window that takes scripts and files as Photopea does, and answers as a test wants. */
export class FakePhotopea {
  /** What was posted. */
  readonly posted: Posted[] = [];
  #answer: (posted: Posted, photopea: FakePhotopea) => void;

  /** Takes what is done at each message. */
  constructor(answer: (posted: Posted, photopea: FakePhotopea) => void) {
    this.#answer = answer;
    // The package looks for the page's window.
    Object.assign(globalThis, { window: globalThis });
  }

  /** The window, as the panel has it. */
  get window(): Window {
    return this as unknown as Window;
  }

  postMessage(posted: Posted): void {
    this.posted.push(posted);
    queueMicrotask(() => this.#answer(posted, this));
  }

  /** Sends something to the panel, as it comes from a window. */
  send(data: unknown, source: unknown = this): void {
    dispatchEvent(Object.assign(new Event("message"), { data, source }));
  }
}

/** Runs a script with an `app`, and whatever else it is to find. */
export function runScript(
  script: string,
  app: Record<string, unknown>,
  others: Record<string, unknown> = {},
): void {
  const names = ["app", ...Object.keys(others)];
  new Function(...names, script)(app, ...Object.values(others));
}
