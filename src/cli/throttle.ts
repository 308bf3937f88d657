/** Of the time, what may be spent on it: one part in so many. */
const SHARE = 10;

/** Lets something be done now and then, for a tenth of the time at most. */
export class Throttle {
  #interval: number;
  #nextAt = -Infinity;

  /**
   * Makes one.
   *
   * @param interval Milliseconds between two times, at least.
   */
  constructor(interval: number) {
    this.#interval = interval;
  }

  /**
   * Does something, if it is time for it.
   *
   * @param action What to do.
   * @param isLast Whether it is the last time, which is never too early.
   */
  async run(action: () => Promise<void>, isLast = false): Promise<void> {
    const started = performance.now();
    if (started < this.#nextAt && !isLast) return;
    this.#nextAt = Infinity;
    await action();
    const took = performance.now() - started;
    this.#nextAt = started + Math.max(this.#interval, SHARE * took);
  }
}
