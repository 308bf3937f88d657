import type { Watch } from "./compute.ts";

/** Fetches previews, one at a time, as there are more of them. */
export class PreviewReader {
  #fetchPreview: () => Promise<Response>;
  #watch: Watch;
  #seen = 0;
  #isBusy = false;

  /**
   * Fetches nothing yet.
   *
   * @param fetchPreview Fetches the newest.
   * @param watch Given the pictures.
   */
  constructor(fetchPreview: () => Promise<Response>, watch: Watch) {
    this.#fetchPreview = fetchPreview;
    this.#watch = watch;
  }

  /**
   * Fetches the newest, if there is one more and none is being fetched.
   *
   * @param count How many there have been.
   */
  async update(count: number): Promise<void> {
    if (this.#isBusy || !(count > this.#seen)) return;
    this.#isBusy = true;
    this.#seen = count;
    try {
      const blob = await (await this.#fetchPreview()).blob();
      this.#watch.onPreview(await createImageBitmap(blob));
    } catch {
      // The work goes on without it, and there will be others.
    } finally {
      this.#isBusy = false;
    }
  }
}
