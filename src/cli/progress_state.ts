import type { Progress } from "../upscale.ts";
import { RunClock } from "./run_clock.ts";
import { Throttle } from "./throttle.ts";

/** Milliseconds between two states, at least. */
const INTERVAL = 250;

/** How far the work on a picture is, as another program is told. */
export interface ProgressState
  extends Pick<Progress, "stage" | "step" | "steps" | "part" | "secondsLeft"> {
  /** How much of the whole is done, 0 to 1; it never falls. */
  fraction: number;
}

/**
 * Tells of steps, four times a second at most.
 *
 * @param tell Told how far the work is.
 * @returns To be told of every step.
 */
export function progressStates(
  tell: (state: ProgressState) => void,
): (progress: Progress) => Promise<void> {
  const clock = new RunClock([1]);
  const throttle = new Throttle(INTERVAL);
  let fraction = 0;
  return async ({ stage, step, steps, part, secondsLeft }) => {
    clock.advance(0, secondsLeft);
    // The time left may grow: the first steps are no measure of large parts.
    fraction = Math.max(fraction, clock.share);
    const state = { stage, step, steps, part, fraction, secondsLeft };
    await throttle.run(() => Promise.resolve(tell(state)));
  };
}
