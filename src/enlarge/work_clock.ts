/** What is done with a picture: solved by the method, or restored with a kernel that is known. */
export type Kind = "solve" | "restore";

/** A picture's size. */
interface Size {
  width: number;
  height: number;
}

/** Reckons the time left for pictures that are worked on one after another. */
export class WorkClock {
  #kinds: Record<Kind, Pace> = { solve: new Pace(), restore: new Pace() };
  #kind: Kind = "solve";
  #pixels = 0;
  #stepsLeft: number | undefined;
  #since = 0;

  /** Takes a picture into account. */
  plan(kind: Kind, { width, height }: Size): void {
    this.#kinds[kind].pixelsToCome += width * height;
  }

  /** Leaves a picture out of account again. */
  drop(kind: Kind, { width, height }: Size): void {
    this.#kinds[kind].pixelsToCome -= width * height;
  }

  /** The work on a picture begins. */
  begin(kind: Kind, size: Size): void {
    this.drop(kind, size);
    this.#kind = kind;
    this.#pixels = size.width * size.height;
    this.#stepsLeft = undefined;
  }

  /** A step is done. The first of a picture compiles or makes room, and tells nothing. */
  tick(step: number, steps: number): void {
    const now = performance.now();
    const pace = this.#kinds[this.#kind];
    pace.steps = steps;
    if (step > 1) pace.add((now - this.#since) / 1000, this.#pixels);
    this.#since = now;
    this.#stepsLeft = steps - step;
  }

  /** Seconds for everything, at most; not known before a second step. */
  get secondsLeft(): number | undefined {
    const { solve, restore } = this.#kinds;
    const own = this.#kinds[this.#kind];
    if (own.secondsPerPixel === undefined) return undefined;
    const steps = this.#stepsLeft ?? own.steps;
    let seconds = own.secondsPerPixel * steps * this.#pixels;
    seconds += solve.secondsToCome(solve.secondsPerPixel);
    // A step of the restoration takes a third of one of the method.
    seconds += restore.secondsToCome(
      restore.secondsPerPixel ?? solve.secondsPerPixel,
    );
    return seconds;
  }
}

/** How fast one kind of work goes. */
class Pace {
  /** Pixels of pictures that are not yet begun. */
  pixelsToCome = 0;
  /** Steps of a picture, as far as is known. */
  steps = 6;
  #seconds = 0;
  #pixels = 0;

  add(seconds: number, pixels: number): void {
    this.#seconds += seconds;
    this.#pixels += pixels;
  }

  /** Of one step. */
  get secondsPerPixel(): number | undefined {
    return this.#pixels === 0 ? undefined : this.#seconds / this.#pixels;
  }

  secondsToCome(secondsPerPixel = 0): number {
    return secondsPerPixel * this.steps * this.pixelsToCome;
  }
}
