import { progressStates } from "../../src/cli/progress_state.ts";
import type { Progress } from "../../src/upscale.ts";
import type { ProgressMessage } from "./messages.ts";

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
  return progressStates((state) => send({ type: "progress", id, ...state }));
}
