/** The exit code of a program ended by Ctrl-C. */
const INTERRUPTED = 130;

/** Whether {@linkcode finishable} work awaits a Ctrl-C. */
let isAwaited = false;

/**
 * Does what must not be broken off and obeys a Ctrl-C afterwards, so that no
 * half-made file stays. At any other time the system ends the program at once,
 * even within a long step.
 *
 * @param action What to do.
 */
export async function uninterrupted(action: () => void): Promise<void> {
  if (isAwaited) return action();
  let isInterrupted = false;
  const interrupt = () => void (isInterrupted = true);
  Deno.addSignalListener("SIGINT", interrupt);
  try {
    action();
    // Signals are delivered between macrotasks.
    await new Promise((resolve) => setTimeout(resolve, 0));
  } finally {
    Deno.removeSignalListener("SIGINT", interrupt);
  }
  if (isInterrupted) Deno.exit(INTERRUPTED);
}

/**
 * Does work that the first Ctrl-C brings to an early end; a second one ends
 * the program at once.
 *
 * @param work What to do.
 * @param finish Called at the first Ctrl-C.
 * @returns What the work gives.
 */
export async function finishable<T>(
  work: () => Promise<T>,
  finish: () => void,
): Promise<T> {
  const stopWaiting = () => {
    Deno.removeSignalListener("SIGINT", interrupt);
    isAwaited = false;
  };
  const interrupt = () => {
    stopWaiting();
    finish();
  };
  Deno.addSignalListener("SIGINT", interrupt);
  isAwaited = true;
  try {
    return await work();
  } finally {
    stopWaiting();
  }
}

/**
 * Does work that the first Ctrl-C or a termination brings to an end.
 *
 * @param work What to do.
 * @param end Called at the signal.
 */
export async function untilSignalled(
  work: () => Promise<void>,
  end: () => void,
): Promise<void> {
  // Windows has no such signal.
  const hasTermination = Deno.build.os !== "windows";
  if (hasTermination) Deno.addSignalListener("SIGTERM", end);
  try {
    await finishable(work, end);
  } finally {
    if (hasTermination) Deno.removeSignalListener("SIGTERM", end);
  }
}
