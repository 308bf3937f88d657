/// <reference lib="webworker" />
/**
 * Shows that a bridge lives, also while a step keeps its own thread busy.
 *
 * @module
 */
import type { Life } from "./heartbeat.ts";
import type { Hello } from "./messages.ts";
import { SpoolFiles } from "./spool_files.ts";

/** Milliseconds between two signs of life. */
const INTERVAL = 1000;

let files: SpoolFiles;
let timer: ReturnType<typeof setInterval>;

self.onmessage = ({ data }: MessageEvent<Life | "end">) => {
  if (data === "end") return end();
  files = new SpoolFiles(data.folder);
  beat(data.hello);
  timer = setInterval(() => beat(data.hello), INTERVAL);
};

function beat(hello: Hello): void {
  const time = Date.now();
  const state = { ...hello, pid: Deno.pid };
  try {
    files.write(
      "bridge",
      { ...state, time },
      { ...state, time: Math.floor(time / 1000) },
    );
  } catch {
    // A full disk or a lost folder is for the bridge to tell of.
  }
}

function end(): void {
  clearInterval(timer);
  try {
    files.unwrite("bridge");
  } catch {
    // Then its time says that nobody is there.
  }
  self.postMessage("ended");
  self.close();
}
