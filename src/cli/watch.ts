import { psnr } from "../image/metrics.ts";
import type { Raster } from "../image/raster.ts";
import type { Progress } from "../upscale.ts";
import type { UpscaleArguments } from "./upscale_arguments.ts";
import { Curve } from "./curve.ts";
import { Preview } from "./preview.ts";
import type { CurvePoint } from "./report/charts_section.ts";

/** Shows how far the work on a picture is. */
export interface Display {
  /** Shows a step; `measure` gives the PSNR, where the true picture is known. */
  show(progress: Progress, measure?: () => Promise<number>): Promise<void>;
  /** Says something on a line of its own. */
  say(line: string): void;
}

/** Watches the work on a picture: shows it, previews it, records it, ends it early. */
export class Watch {
  #display: Display | undefined;
  #preview: Preview | undefined;
  #curve: Curve | undefined;
  #reference: Raster | undefined;
  #scale: number;
  #isToFinish = false;
  #isEarly = false;

  /**
   * Makes ready.
   *
   * @param args What the user asked for.
   * @param picture The picture.
   * @param reference The true picture, where it is known.
   * @param display Shows the steps, if they are to be shown.
   */
  constructor(
    { preview, report, scale }: UpscaleArguments,
    picture: Raster,
    reference?: Raster,
    display?: Display,
  ) {
    this.#display = display;
    this.#preview = preview
      ? new Preview(preview, picture.file, (problem) => this.warn(problem))
      : undefined;
    this.#curve = report ? new Curve() : undefined;
    this.#reference = reference;
    this.#scale = scale;
  }

  /** Whether the work was ended early. */
  get isEarly(): boolean {
    return this.#isEarly;
  }

  /** How the picture got better; empty unless a report is asked for. */
  get curve(): CurvePoint[] {
    return this.#curve?.points ?? [];
  }

  /** Tells of a problem that does not stop the work. */
  warn(problem: string): void {
    this.#display?.say(`warning: ${problem}`);
  }

  /** Asks for an end after the next step. */
  finish(): void {
    this.#isToFinish = true;
    this.#display?.say(
      "finishing with the picture so far; Ctrl-C again stops at once",
    );
  }

  /** Sees a step. */
  async see(progress: Progress): Promise<void> {
    const reference = this.#reference;
    const measure = reference &&
      (async () => psnr(await progress.image(), reference, this.#scale));
    await this.#display?.show(progress, measure);
    await this.#curve?.add(progress, measure);
    await this.#preview?.update(progress);
    if (!this.#isToFinish) return;
    progress.finish();
    this.#isEarly = true;
  }
}
