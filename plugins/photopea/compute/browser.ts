import { PanelError } from "../panel_error.ts";
import type { JobOptions } from "../../../src/service/work.ts";
import type { Compute, Outcome, Watch } from "./compute.ts";
import type { Gpu, Order, Report } from "./worker_messages.ts";

/** Milliseconds for which a worker is kept: compiling its shaders anew takes long. */
const IDLE_LIMIT = 60_000;
/** Milliseconds in which the worker must have found a graphics card. */
const PROBE_LIMIT = 20_000;

/** Upscales in the page, on WebGPU, in a worker. */
export class BrowserCompute implements Compute {
  #worker: Worker | undefined;
  #idle: ReturnType<typeof setTimeout> | undefined;
  #orders = 0;
  #makeWorker: () => Worker;

  /**
   * Makes one.
   *
   * @param makeWorker Makes a worker.
   */
  constructor(makeWorker: () => Worker) {
    this.#makeWorker = makeWorker;
  }

  /** The graphics card that it would compute on, if there is one. */
  async probe(): Promise<Gpu | undefined> {
    const signal = AbortSignal.timeout(PROBE_LIMIT);
    let gpu: Gpu | undefined;
    await this.#order({ type: "probe" }, signal, (report) => {
      if (report.type !== "gpu") return false;
      gpu = report.gpu;
      return true;
    }).catch(() => {});
    return gpu;
  }

  /** {@inheritDoc Compute.run} */
  async run(
    png: Uint8Array<ArrayBuffer>,
    options: JobOptions,
    { onProgress, onPreview, signal }: Watch,
  ): Promise<Outcome> {
    const id = crypto.randomUUID();
    const order: Order = { type: "run", id, png, options };
    let outcome: Outcome | undefined;
    await this.#order(order, signal, (report) => {
      if (report.type === "gpu" || report.id !== id) return false;
      switch (report.type) {
        case "progress":
          onProgress(report.standing);
          return false;
        case "preview":
          onPreview(report.picture);
          return false;
        case "failed":
          throw new PanelError(report.message);
        case "done":
          outcome = report.outcome;
          return true;
      }
    });
    return outcome!;
  }

  /** Gives an order, and hands on what the worker reports until that is all. Stopped, the worker ends. */
  async #order(
    order: Order,
    signal: AbortSignal,
    isLast: (report: Report) => boolean,
  ): Promise<void> {
    signal.throwIfAborted();
    clearTimeout(this.#idle);
    const worker = this.#worker ??= this.#makeWorker();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const listeners = new AbortController();
    const options = { signal: listeners.signal };
    const receive = ({ data }: MessageEvent<Report>) => {
      try {
        if (isLast(data)) resolve();
      } catch (error) {
        reject(error);
      }
    };
    const fail = () => {
      this.#end(worker);
      reject(new PanelError("The page's worker ended. Reload the panel."));
    };
    const stop = () => {
      this.#end(worker);
      reject(signal.reason);
    };
    worker.addEventListener("message", receive, options);
    worker.addEventListener("error", fail, options);
    signal.addEventListener("abort", stop, options);
    this.#orders++;
    worker.postMessage(order);
    try {
      await promise;
    } finally {
      listeners.abort();
      if (--this.#orders === 0) {
        this.#idle = setTimeout(() => this.#end(worker), IDLE_LIMIT);
      }
    }
  }

  #end(worker: Worker): void {
    worker.terminate();
    if (this.#worker === worker) this.#worker = undefined;
  }
}
