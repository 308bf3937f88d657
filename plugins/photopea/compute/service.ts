import type { JobState } from "../../../src/service/job_state.ts";
import { PanelError } from "../panel_error.ts";
import { unlessAborted } from "../unless_aborted.ts";
import type { JobOptions } from "../../../src/service/work.ts";
import type { Compute, Outcome, Watch } from "./compute.ts";
import { eventData } from "./event_stream.ts";
import { PreviewReader } from "./preview_reader.ts";
import {
  sentence,
  type ServiceConnection,
  stopped,
} from "./service_connection.ts";

/** Milliseconds until a stream that broke off is opened again, and how often that is tried. */
const RETRY_INTERVAL = 1000;
const RETRIES = 3;

/** Upscales by the local service. */
export class ServiceCompute implements Compute {
  #service: ServiceConnection;

  /**
   * Makes one.
   *
   * @param service The service.
   */
  constructor(service: ServiceConnection) {
    this.#service = service;
  }

  /** {@inheritDoc Compute.run} */
  async run(
    png: Uint8Array<ArrayBuffer>,
    options: JobOptions,
    watch: Watch,
  ): Promise<Outcome> {
    const submitted = this.#submit(png, options);
    const id = await unlessAborted(watch.signal, submitted)
      .catch((error) => {
        // The service may take it all the same.
        submitted.then((id) => this.#cancel(id), () => {});
        throw error;
      });
    watch.onStart(id);
    return await this.resume(id, watch);
  }

  /**
   * Watches a job that was begun before.
   *
   * @param id Its name.
   * @param watch Told of it; stopped, the job is cancelled.
   * @returns What came of it.
   * @throws {PanelError} If it failed, or the service has stopped or forgotten it.
   */
  async resume(id: string, watch: Watch): Promise<Outcome> {
    const path = `/api/jobs/${id}`;
    const cancel = () => this.#cancel(id);
    watch.signal.addEventListener("abort", cancel, { once: true });
    try {
      watch.signal.throwIfAborted();
      const state = await this.#follow(path, watch);
      if (state.state === "failed") throw new PanelError(sentence(state.error));
      if (state.state === "cancelled") throw await this.#whyCancelled();
      const { signal } = watch;
      const [result, kernel] = await Promise.all([
        this.#service.call(`${path}/result`, { signal }),
        this.#service.call(`${path}/kernel`, { signal }),
      ]);
      return {
        png: new Uint8Array(await result.arrayBuffer()),
        kernel: await kernel.json(),
        doubts: state.doubts ?? [],
      };
    } finally {
      watch.signal.removeEventListener("abort", cancel);
    }
  }

  async #submit(
    png: Uint8Array<ArrayBuffer>,
    options: JobOptions,
  ): Promise<string> {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(options)) {
      if (value !== undefined) query.set(name, String(value));
    }
    const response = await this.#service.call(`/api/jobs?${query}`, {
      method: "POST",
      headers: { "content-type": "image/png" },
      body: png,
    });
    const { id } = await response.json() as JobState;
    return id;
  }

  #cancel(id: string): void {
    this.#service.call(`/api/jobs/${id}`, { method: "DELETE" }).catch(() => {});
  }

  /** Follows a job to its last state, over streams that break off. */
  async #follow(path: string, watch: Watch): Promise<JobState> {
    const previews = new PreviewReader(
      () => this.#service.call(`${path}/preview`, { signal: watch.signal }),
      watch,
    );
    for (let attempt = 0; attempt < RETRIES; attempt++) {
      try {
        const { signal } = watch;
        const response = await this.#service.call(`${path}/events`, { signal });
        for await (const data of eventData(response.body!)) {
          const state = JSON.parse(data) as JobState;
          attempt = 0;
          watch.onProgress(state);
          previews.update(state.previews);
          if (!["waiting", "running"].includes(state.state)) return state;
        }
      } catch (error) {
        watch.signal.throwIfAborted();
        if (error instanceof PanelError) throw error;
      }
      await delay(RETRY_INTERVAL);
    }
    throw stopped();
  }

  /** A service that is stopped cancels what it does first. */
  async #whyCancelled(): Promise<PanelError> {
    await delay(RETRY_INTERVAL);
    return await this.#service.isThere()
      ? new PanelError("The local service cancelled the work. Run it again.")
      : stopped();
  }
}

function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
