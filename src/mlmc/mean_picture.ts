import type { SolveStep } from "./solve.ts";

/** The mean of the pictures that several runs of the solver draw: what each of them made up goes, what they agree on stays. */
export class MeanPicture {
  #runs: number;
  #sum: Float32Array | undefined;
  #done = 0;

  /**
   * Starts without a picture.
   *
   * @param runs How many there will be.
   */
  constructor(runs: number) {
    this.#runs = runs;
  }

  /** The mean of what was added. */
  get image(): Float32Array {
    return this.#meanWith();
  }

  /**
   * Adds a run's picture.
   *
   * @param image RGB row by row.
   */
  add(image: Float32Array): void {
    this.#sum = this.#sum
      ? this.#sum.map((value, i) => value + image[i])
      : image;
    this.#done++;
  }

  /**
   * The state of the run that is not added yet as a state of all of them.
   *
   * @param state The run's.
   * @returns The state, with the mean so far.
   */
  including(state: SolveStep): SolveStep {
    if (state.stage === "warm-up" || this.#runs === 1) return state;
    const { step, steps } = state;
    // A picture that was begun lately would spoil it.
    const isGood = this.#done === 0 || step > steps / 2;
    return {
      ...state,
      step: this.#done * steps + step,
      steps: this.#runs * steps,
      image: async () =>
        isGood ? this.#meanWith(await state.image()) : this.image,
    };
  }

  #meanWith(image?: Float32Array): Float32Array {
    const sum = this.#sum;
    if (!sum) return image!;
    const count = this.#done + (image ? 1 : 0);
    return sum.map((value, i) => (value + (image ? image[i] : 0)) / count);
  }
}
