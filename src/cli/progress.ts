import type { Progress } from "../upscale.ts";
import { duration } from "./duration.ts";
import { RunClock } from "./run_clock.ts";
import { Throttle } from "./throttle.ts";
import type { Display } from "./watch.ts";

/** Least time between two lines, in milliseconds. */
const REFRESH = 500;
/** Lines of a run where the output is no terminal. */
const LINES = 10;
const ERASE_LINE = "\r\x1b[K";

/** Shows on stderr how far a run over one or several pictures is. */
export class ProgressPrinter {
  #isTerminal = Deno.stderr.isTerminal();
  #throttle = new Throttle(REFRESH);
  #clock: RunClock;
  #count: number;
  #noun: string;
  #isShown = false;
  #lines = 0;

  /**
   * Makes a printer.
   *
   * @param weights How much work each picture is, in any unit.
   * @param noun What a picture is called.
   */
  constructor(weights: readonly number[], noun = "picture") {
    this.#clock = new RunClock(weights);
    this.#count = weights.length;
    this.#noun = noun;
  }

  /**
   * A display for one of the pictures.
   *
   * @param i Which.
   * @returns The display.
   */
  displayFor(i: number): Display {
    return {
      show: (progress, measure) => this.#show(i, progress, measure),
      say: (line) => {
        this.clear();
        console.error(`mlmc: ${line}`);
      },
    };
  }

  async #show(
    i: number,
    progress: Progress,
    measure?: () => Promise<number>,
  ): Promise<void> {
    this.#clock.advance(i, progress.secondsLeft);
    if (this.#isTerminal) {
      const isLast = progress.step === progress.steps;
      await this.#throttle.run(async () => {
        const line = await this.#line(i, progress, measure);
        // A line that wraps is not erased.
        write(ERASE_LINE + line.slice(0, Deno.consoleSize().columns - 1));
        this.#isShown = true;
      }, isLast);
    } else if (this.#isLineDue()) {
      write(`${await this.#line(i, progress, measure)}\n`);
    }
  }

  /**
   * Takes a picture as done, and clears the line for what is to be said of it.
   *
   * @param i Which.
   * @param isThere Whether it came out.
   */
  end(i: number, isThere: boolean): void {
    if (isThere) this.#clock.finish(i);
    else this.#clock.drop(i);
    this.clear();
  }

  /** Clears the line, so that what follows stands alone. */
  clear(): void {
    if (this.#isShown) write(ERASE_LINE);
    this.#isShown = false;
  }

  /** One is due as soon as the time left is known, and then every tenth of the run. */
  #isLineDue(): boolean {
    const { share, secondsLeft } = this.#clock;
    if (secondsLeft === undefined) return false;
    const lines = 1 + Math.floor(share * LINES);
    if (lines <= this.#lines) return false;
    this.#lines = lines;
    return true;
  }

  async #line(
    i: number,
    progress: Progress,
    measure?: () => Promise<number>,
  ): Promise<string> {
    const { stage, step, steps, part } = progress;
    const parts: string[] = [];
    if (this.#count > 1) parts.push(`${this.#noun} ${i + 1}/${this.#count}`);
    if (part && part.count > 1) {
      parts.push(`${part.purpose} ${part.index}/${part.count}`);
    }
    parts.push(`${stage} ${step}/${steps}`);
    if (stage !== "warm-up") {
      parts.push(`data term ${(await progress.dataTerm()).toPrecision(3)}`);
      if (measure) parts.push(`PSNR ${(await measure()).toFixed(2)} dB`);
    }
    const { secondsLeft } = this.#clock;
    if (secondsLeft !== undefined) parts.push(`${duration(secondsLeft)} left`);
    return parts.join(", ");
  }
}

function write(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(text));
}
