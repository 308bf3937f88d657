import { psnr } from "../image/metrics.ts";
import type { Raster } from "../image/raster.ts";
import type { Progress } from "../upscale.ts";
import { duration } from "./duration.ts";

/** Least time between two lines, in milliseconds. */
const REFRESH = 500;
/** Lines a stage where the output is no terminal. */
const LINES = 10;
const ERASE_LINE = "\r\x1b[K";

/** Shows on stderr how far the work is. */
export class ProgressPrinter {
  #isTerminal = Deno.stderr.isTerminal();
  #shownAt = -Infinity;
  #reference: Raster | undefined;
  #scale: number;

  /**
   * Makes a printer.
   *
   * @param scale The scale factor.
   * @param reference The true picture, if the PSNR is to be shown.
   */
  constructor(scale: number, reference?: Raster) {
    this.#scale = scale;
    this.#reference = reference;
  }

  /** Shows a step, if it is time for it. */
  async show(progress: Progress): Promise<void> {
    const now = performance.now();
    // What is shown is fetched from the GPU, which must not wait for it often.
    if (now - this.#shownAt < REFRESH && progress.step < progress.steps) return;
    if (this.#isTerminal) write(ERASE_LINE + await this.#line(progress));
    else if (isLineDue(progress)) write(`${await this.#line(progress)}\n`);
    else return;
    this.#shownAt = now;
  }

  /** Clears the line, so that what follows stands alone. */
  clear(): void {
    if (this.#isTerminal && this.#shownAt > 0) write(ERASE_LINE);
  }

  async #line(progress: Progress): Promise<string> {
    const { stage, step, steps, secondsLeft } = progress;
    const parts = [`${stage} ${step}/${steps}`];
    if (stage === "solve") {
      parts.push(`data term ${(await progress.dataTerm()).toPrecision(3)}`);
      if (this.#reference) {
        const decibels = psnr(
          await progress.image(),
          this.#reference,
          this.#scale,
        );
        parts.push(`PSNR ${decibels.toFixed(2)} dB`);
      }
    }
    if (secondsLeft !== undefined) parts.push(`${duration(secondsLeft)} left`);
    return parts.join(", ");
  }
}

/** The warm-up is short: one line. The main loop: one every tenth. */
function isLineDue({ stage, step, steps }: Progress): boolean {
  if (stage === "warm-up") return step === steps;
  const tenth = (n: number) => Math.floor(n * LINES / steps);
  return tenth(step) > tenth(step - 1);
}

function write(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(text));
}
