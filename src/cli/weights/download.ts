import { Failure, fileProblem } from "../errors.ts";

/** Seconds without a byte after which a download is given up. */
const PATIENCE = 30;

/**
 * Downloads a file.
 *
 * @param url Where it is.
 * @param most The most bytes to take.
 * @param show Told how many bytes have come.
 * @returns Its content.
 * @throws {Failure} If it does not come, comes too slowly or is longer; the
 * message is the reason, in a few words.
 */
export async function download(
  url: string,
  most: number,
  show: (bytes: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const patience = new Patience();
  try {
    const response = await fetch(url, { signal: patience.signal });
    if (!response.ok) {
      await response.body?.cancel();
      throw new Failure(`the server answered ${response.status}`);
    }
    const bytes = new Uint8Array(most);
    let length = 0;
    for await (const chunk of response.body ?? []) {
      patience.renew();
      if (length + chunk.length > most) throw new Failure("it is another file");
      bytes.set(chunk, length);
      show(length += chunk.length);
    }
    return bytes.subarray(0, length);
  } catch (error) {
    throw error instanceof Failure ? error : new Failure(reasonOf(error));
  } finally {
    patience.end();
  }
}

/** Ends a download that stands still. */
class Patience {
  #controller = new AbortController();
  #timer = this.#start();

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  renew(): void {
    clearTimeout(this.#timer);
    this.#timer = this.#start();
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  #start() {
    const reason = new Failure(`nothing came for ${PATIENCE} s`);
    return setTimeout(() => this.#controller.abort(reason), 1000 * PATIENCE);
  }
}

/** Deno wraps the reason, and puts the address before it. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause ?? error : error;
  return fileProblem(cause).replace(/^.*\): /, "");
}
