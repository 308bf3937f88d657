import { duration } from "../../src/cli/duration.ts";
import { messageOf, warn } from "../../src/cli/errors.ts";
import { Bridge } from "./bridge.ts";
import { startHeartbeat } from "./heartbeat.ts";
import type { BridgeMessage } from "./messages.ts";
import { MOST_BYTES, readFields } from "./read_message.ts";
import type { Service } from "./service.ts";
import { type SpoolFile, SpoolFiles } from "./spool_files.ts";
import { takeFolder } from "./spool_folder.ts";

/** Milliseconds between two looks into the folder. */
const INTERVAL = 200;
/** How long, in milliseconds, a host may take to write a request that it cannot rename. */
const PATIENCE = 1000;
/** After how many milliseconds nobody will fetch a file any more. */
const DAY = 24 * 60 * 60 * 1000;

/**
 * Serves hosts over files in a folder, until the service is ended.
 *
 * @param folder The folder.
 * @param service What they are served with.
 * @throws {Failure} If the folder cannot be used.
 */
export async function serveSpool(
  folder: string,
  service: Service,
): Promise<void> {
  using _held = takeFolder(folder);
  const spool = new Spool(folder, service);
  spool.clean();
  const endHeartbeat = startHeartbeat({ folder, hello: service.hello });
  service.log(`serving ${folder}; Ctrl-C ends it`);
  try {
    await spool.serve(service.signal);
  } finally {
    await endHeartbeat();
  }
}

/** The bridge at a folder. */
class Spool {
  #files: SpoolFiles;
  #bridge: Bridge;
  #log: Service["log"];
  #problem = "";

  constructor(folder: string, { work, log }: Service) {
    this.#log = log;
    this.#files = new SpoolFiles(folder);
    this.#bridge = new Bridge(
      work,
      (message) => this.#deliver(message),
    );
  }

  /** Removes what is left of earlier bridges and of hosts that are gone. */
  clean(): void {
    this.#files.removeTemporary();
    const files = this.#files.list();
    for (const { name, purpose, time } of files) {
      const isOld = purpose === "cancel" || time < Date.now() - DAY;
      if (isOld && purpose !== "state") this.#files.remove(name);
    }
    const states = files.filter(({ purpose }) => purpose === "state");
    for (const id of new Set(states.map(({ id }) => id))) {
      const message = "the bridge was ended during the work; ask again";
      this.#deliver({ type: "error", id, message, kind: "failure" });
    }
  }

  /** Serves hosts until a signal, and cancels what is under way then. */
  async serve(signal: AbortSignal): Promise<void> {
    try {
      while (!signal.aborted) {
        this.#look();
        await new Promise((resolve) => setTimeout(resolve, INTERVAL));
      }
    } finally {
      await this.#bridge.close();
    }
  }

  /** Takes what hosts have laid into the folder. */
  #look(): void {
    const files = this.#files.list();
    for (const file of files) {
      if (file.purpose === "request") this.#attempt(() => this.#take(file));
    }
    for (const { name, id, purpose } of files) {
      if (purpose !== "cancel") continue;
      this.#bridge.cancel(id);
      this.#attempt(() => this.#files.remove(name));
    }
  }

  #take({ name, id, time }: SpoolFile): void {
    const bytes = this.#files.read(name, MOST_BYTES + 1);
    if (!isMessage(bytes) && Date.now() < time + PATIENCE) return;
    this.#files.remove(name);
    this.#bridge.receive(bytes, { type: "upscale", id });
  }

  #deliver(message: BridgeMessage): void {
    const { type, id } = message;
    if (type === "error") warn(`${id ?? "a host"}: ${message.message}`);
    if (type === "result") this.#log(`${id}: ${duration(message.seconds)}`);
    if (id === undefined || type === "preview") return;
    const isUnderWay = type === "accepted" || type === "progress";
    const [now, before] = isUnderWay ? ["state", "done"] : ["done", "state"];
    this.#attempt(() => {
      if (type !== "progress") this.#files.unwrite(`${id}.${before}`);
      this.#files.write(`${id}.${now}`, message);
    });
  }

  /** A full disk or the like must not end the work; it is told of once. */
  #attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      const problem = messageOf(error);
      if (problem !== this.#problem) warn(problem);
      this.#problem = problem;
    }
  }
}

function isMessage(bytes: Uint8Array): boolean {
  try {
    readFields(bytes);
    return true;
  } catch {
    return false;
  }
}
