import type { Hello } from "./messages.ts";

/** What is to be shown. */
export interface Life {
  /** The folder. */
  folder: string;
  /** What is said there. */
  hello: Hello;
}

/**
 * Begins to show hosts that the folder is served.
 *
 * @param life The folder, and what is said there.
 * @returns Ends it; nothing says so any more then.
 */
export function startHeartbeat(life: Life): () => Promise<void> {
  const url = new URL("./heartbeat_worker.ts", import.meta.url);
  const worker = new Worker(url, { type: "module" });
  worker.postMessage(life);
  return async () => {
    const ended = Promise.withResolvers<void>();
    worker.onmessage = () => ended.resolve();
    worker.postMessage("end");
    await ended.promise;
    worker.terminate();
  };
}
