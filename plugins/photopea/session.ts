/// <reference lib="dom" />
import { pngSize } from "../../src/image/file/png_size.ts";
import type { Outcome, Watch } from "./compute/compute.ts";
import { ServiceCompute } from "./compute/service.ts";
import { ServiceConnection } from "./compute/service_connection.ts";
import { Delivery } from "./delivery.ts";
import type { Host } from "./host/host.ts";
import { readSource } from "./host/source.ts";
import { type RememberedJob, rememberJob } from "./job_memory.ts";
import { lineOf } from "./panel_error.ts";
import { State, type StateName } from "./state.ts";
import { unlessAborted } from "./unless_aborted.ts";
import { hideComparison, showAfter, showBefore } from "./view/comparison.ts";
import { showKernel } from "./view/kernel_view.ts";
import {
  complain,
  say,
  showDoubts,
  showFraction,
  showState,
} from "./view/page.ts";
import { progressText } from "./view/progress_text.ts";
import { chosenOptions, chosenSource } from "./view/settings.ts";
import type { Where } from "./view/where.ts";

/** What the panel does, one thing at a time. */
export class Session {
  /** Brings its results into Photopea. */
  readonly delivery: Delivery;
  #host: Host;
  #where: Where;
  #state = new State(showState);
  #controller = new AbortController();
  /** Over when nothing is read any more, however it went. */
  #reading: Promise<unknown> = Promise.resolve();

  /**
   * Begins idle.
   *
   * @param host Photopea.
   * @param where What computes.
   */
  constructor(host: Host, where: Where) {
    this.#host = host;
    this.#where = where;
    this.delivery = new Delivery(host, this.#state);
  }

  /** Reads what the user chose, and upscales it. */
  async run(): Promise<void> {
    await this.#work("reading", async (signal) => {
      say("Reading from Photopea");
      const compute = await unlessAborted(signal, this.#where.compute());
      const options = chosenOptions();
      const { scale } = options;
      // What is read still for work that was cancelled has the document's copy open.
      await unlessAborted(signal, this.#reading);
      const reading = readSource(this.#host, chosenSource());
      this.#reading = reading.then(() => {}, () => {});
      const { png, source } = await unlessAborted(signal, reading);
      this.#state.become("running");
      const job = { source, scale };
      rememberJob(job);
      say("Starting");
      await showBefore(png, scale);
      const watch = this.#watch(signal, (id) => {
        rememberJob({ ...job, service: { ...this.#where.address, id } });
      });
      await this.#finish(job, compute.run(png, options, watch));
    });
  }

  /**
   * Watches work again that a reload interrupted.
   *
   * @param job The work.
   */
  async resume(job: RememberedJob): Promise<void> {
    const { service } = job;
    if (!service) {
      rememberJob(undefined);
      complain("The page was reloaded, and the work with it. Run it again.");
      return;
    }
    await this.#work("running", async (signal) => {
      rememberJob(job);
      say("Looking for the work that was going on");
      const compute = new ServiceCompute(new ServiceConnection(service));
      await this.#finish(job, compute.resume(service.id, this.#watch(signal)));
    });
  }

  /** Stops reading or upscaling. */
  cancel(): void {
    this.#controller.abort(new DOMException("cancelled", "AbortError"));
  }

  /** Lets go of the result. */
  discard(): void {
    if (!this.#state.canBecome("idle")) return;
    this.#forget();
    this.#state.become("idle");
    say("");
    complain("");
  }

  /** Does what ends with a result. */
  async #work(
    first: StateName,
    body: (signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    if (!this.#state.canBecome(first)) return;
    this.#forget();
    complain("");
    this.#state.become(first);
    this.#controller = new AbortController();
    const { signal } = this.#controller;
    try {
      await body(signal);
    } catch (error) {
      const wasRunning = this.#state.name === "running";
      this.#forget();
      this.#state.become("idle");
      say(signal.aborted ? "Cancelled." : "");
      if (signal.aborted) return;
      complain(lineOf(error));
      // What it was computed on may be gone.
      if (wasRunning) this.#where.look();
    }
  }

  async #finish(
    { source, scale }: RememberedJob,
    outcome: Promise<Outcome>,
  ): Promise<void> {
    const { png, kernel, doubts } = await outcome;
    showAfter(await createImageBitmap(new Blob([png])), `×${scale}`);
    showKernel(kernel);
    showDoubts(doubts);
    const { width, height } = pngSize(png)!;
    this.delivery.take({ result: { png, scale, width, height }, source });
    this.#state.become("ready");
    say(`Done: ${width} × ${height} pixels.`);
  }

  #watch(signal: AbortSignal, onStart: (id: string) => void = () => {}): Watch {
    // What comes late must not cover the result, or what another run shows.
    const isOver = () =>
      signal.aborted || signal !== this.#controller.signal ||
      this.#state.name !== "running";
    return {
      signal,
      onStart,
      onProgress: (standing) => {
        if (isOver()) return;
        showFraction(standing.fraction);
        say(progressText(standing));
      },
      onPreview: (picture) => {
        if (isOver()) picture.close();
        else showAfter(picture, "So far");
      },
    };
  }

  #forget(): void {
    this.delivery.take(undefined);
    rememberJob(undefined);
    hideComparison();
  }
}
