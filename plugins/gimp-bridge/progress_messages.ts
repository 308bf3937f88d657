import { RunClock } from "../../src/cli/run_clock.ts";
import { Throttle } from "../../src/cli/throttle.ts";
import type { Progress } from "../../src/upscale.ts";
import type { ProgressMessage } from "./messages.ts";

/** Milliseconds between two messages, at least. */
const INTERVAL = 250;

/**
 * Tells a host of steps, four times a second at most.
 *
 * @param id Of which request.
 * @param send Sends a message.
 * @returns To be told of every step.
 */
export function progressMessages(
  id: string,
  send: (message: ProgressMessage) => void,
): (progress: Progress) => Promise<void> {
  const clock = new RunClock([1]);
  const throttle = new Throttle(INTERVAL);
  let fraction = 0;
  return async ({ stage, step, steps, part, secondsLeft }) => {
    clock.advance(0, secondsLeft);
    // The time left may grow: the first steps are no measure of large parts.
    fraction = Math.max(fraction, clock.share);
    const state = { stage, step, steps, part, fraction, secondsLeft };
    await throttle.run(() =>
      Promise.resolve(send({ type: "progress", id, ...state }))
    );
  };
}
