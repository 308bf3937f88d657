import * as tf from "@tensorflow/tfjs";

/**
 * Ends a step: lets timers, signals and messages be served and, where the
 * engine computes beside the program, waits until it is no more than one step
 * behind.
 *
 * @throws {EngineError} If the engine cannot go on.
 */
export async function pace(): Promise<void> {
  const backend = tf.backend() as { pace?: () => Promise<void> };
  if (backend.pace) await backend.pace();
  else await new Promise((resolve) => setTimeout(resolve, 0));
}
