/**
 * What a promise resolves with, unless a signal comes first.
 *
 * @param signal The signal, with whose reason it is rejected.
 * @param promise The promise, which goes on all the same.
 */
export async function unlessAborted<T>(
  signal: AbortSignal,
  promise: Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const aborted = new Promise<never>((_, reject) =>
    signal.addEventListener("abort", () => reject(signal.reason), {
      once: true,
    })
  );
  return await Promise.race([promise, aborted]);
}
