/// <reference lib="dom" />
import type { Host } from "./host/host.ts";
import {
  type Insertion,
  insertResult,
  type Result,
  takeBack,
  times,
} from "./host/insert.ts";
import type { Placement } from "./host/placement.ts";
import type { Source } from "./host/source.ts";
import { rememberJob } from "./job_memory.ts";
import { lineOf } from "./panel_error.ts";
import type { State } from "./state.ts";
import { element } from "./view/element.ts";
import { complain, say } from "./view/page.ts";

const undo = element("undo", HTMLButtonElement);

/** Brings a result into Photopea, and takes it back. */
export class Delivery {
  #host: Host;
  #state: State;
  #done: { result: Result; source: Source } | undefined;
  #insertion: Insertion | undefined;

  /**
   * Has nothing to bring yet.
   *
   * @param host Photopea.
   * @param state The panel's state.
   */
  constructor(host: Host, state: State) {
    this.#host = host;
    this.#state = state;
  }

  /**
   * Takes a result.
   *
   * @param done The result, and what it was made of; undefined to let go of it.
   */
  take(done: { result: Result; source: Source } | undefined): void {
    this.#done = done;
    this.#remember(undefined);
  }

  /**
   * Inserts the result.
   *
   * @param placement Where it goes.
   */
  async insert(placement: Placement): Promise<void> {
    await this.#exchange("Inserting into Photopea", async () => {
      const { result, source } = this.#done!;
      this.#remember(
        await insertResult(this.#host, result, source, placement),
      );
      rememberJob(undefined);
      return this.#insertion
        ? `Inserted. To take it back, undo (Ctrl+Z) in the document, ${
          times(this.#insertion.steps)
        }.`
        : "Opened as a new document.";
    });
  }

  /** Takes the insertion back. */
  async undo(): Promise<void> {
    await this.#exchange("Taking it back", async () => {
      const insertion = this.#insertion!;
      this.#remember(undefined);
      await takeBack(this.#host, insertion);
      return "Taken back.";
    });
  }

  /** Does something in Photopea with the result, which stays whether that succeeds or not. */
  async #exchange(text: string, body: () => Promise<string>): Promise<void> {
    if (!this.#state.canBecome("inserting")) return;
    this.#state.become("inserting");
    complain("");
    say(text);
    try {
      say(await body());
    } catch (error) {
      say("");
      complain(lineOf(error));
    } finally {
      this.#state.become("ready");
    }
  }

  #remember(insertion: Insertion | undefined): void {
    this.#insertion = insertion;
    undo.hidden = !insertion?.steps;
  }
}
