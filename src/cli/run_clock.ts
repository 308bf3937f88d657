/** Tells how much of a run over several pictures is done, and how long the rest takes. */
export class RunClock {
  #weights: number[];
  #shares: number[];
  #beganAt: (number | undefined)[];
  #startedAt: number | undefined;

  /**
   * Makes a clock that starts with the first picture.
   *
   * @param weights How much work each picture is, in any unit.
   */
  constructor(weights: readonly number[]) {
    this.#weights = [...weights];
    this.#shares = weights.map(() => 0);
    this.#beganAt = weights.map(() => undefined);
  }

  /** How much of the run is done, 0..1. */
  get share(): number {
    const done = this.#weights.map((weight, i) => weight * this.#shares[i]);
    return sum(done) / sum(this.#weights);
  }

  /** Time left in seconds for all pictures; undefined if nothing tells. */
  get secondsLeft(): number | undefined {
    const { share } = this;
    if (this.#startedAt === undefined || !(share > 0)) return undefined;
    return secondsSince(this.#startedAt) * (1 - share) / share;
  }

  /**
   * Tells how far a picture is.
   *
   * @param i Which.
   * @param secondsLeft How long it still takes, if known.
   */
  advance(i: number, secondsLeft: number | undefined): void {
    this.#startedAt ??= performance.now();
    const beganAt = this.#beganAt[i] ??= performance.now();
    if (secondsLeft === undefined) return;
    const seconds = secondsSince(beganAt);
    this.#shares[i] = seconds / (seconds + secondsLeft);
  }

  /**
   * Tells that a picture is there.
   *
   * @param i Which.
   */
  finish(i: number): void {
    this.#shares[i] = 1;
  }

  /**
   * Tells that a picture takes no more time, for nothing comes of it.
   *
   * @param i Which.
   */
  drop(i: number): void {
    this.#weights[i] = 0;
  }
}

function secondsSince(time: number): number {
  return (performance.now() - time) / 1000;
}

function sum(values: number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
