import type { Progress } from "../upscale.ts";
import type { CurvePoint } from "./report/charts_section.ts";
import { Throttle } from "./throttle.ts";

/** Least time between two points, in milliseconds. */
const INTERVAL = 500;
/** Most points that are kept. */
const MOST_POINTS = 400;

/** Records how the picture gets better, in points spread evenly over the run. */
export class Curve {
  #points: CurvePoint[] = [];
  #throttle = new Throttle(INTERVAL);
  #began = performance.now();
  /** Of the points that come, every so many are kept. */
  #stride = 1;
  #seen = 0;

  /** The points. */
  get points(): CurvePoint[] {
    return this.#points;
  }

  /**
   * Records a step, if it is time for it.
   *
   * @param progress The step.
   * @param measure Gives the PSNR, where the true picture is known.
   */
  async add(
    progress: Progress,
    measure?: () => Promise<number>,
  ): Promise<void> {
    if (progress.stage === "warm-up") return;
    await this.#throttle.run(async () => {
      if (this.#seen++ % this.#stride > 0) return;
      this.#points.push({
        seconds: (performance.now() - this.#began) / 1000,
        step: progress.step,
        dataTerm: await progress.dataTerm(),
        ...(measure && { psnr: await measure() }),
      });
      if (this.#points.length > MOST_POINTS) this.#thin();
    });
  }

  #thin(): void {
    this.#points = this.#points.filter((_, i) => i % 2 === 0);
    this.#stride *= 2;
  }
}
