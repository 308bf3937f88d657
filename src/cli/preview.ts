import { encodeImage } from "../image/file/encode.ts";
import type { FileTraits } from "../image/raster.ts";
import type { Progress } from "../upscale.ts";
import { Failure } from "./errors.ts";
import { Throttle } from "./throttle.ts";
import { writeFiles } from "./write_files.ts";

/** Least time between two pictures, in milliseconds. */
const INTERVAL = 3000;

/** Writes the picture so far to a file, every few seconds. */
export class Preview {
  #path: string | undefined;
  #traits: FileTraits | undefined;
  #tell: (problem: string) => void;
  #throttle = new Throttle(INTERVAL);

  /**
   * Writes nothing yet.
   *
   * @param path The file.
   * @param traits What the picture's own file says besides the pixels.
   * @param tell Told once why there is no preview any more.
   */
  constructor(
    path: string,
    traits: FileTraits | undefined,
    tell: (problem: string) => void,
  ) {
    this.#path = path;
    this.#traits = traits;
    this.#tell = tell;
  }

  /** Writes the picture, if it is time for it. */
  async update(progress: Progress): Promise<void> {
    await this.#throttle.run(() => this.#write(progress));
  }

  async #write(progress: Progress): Promise<void> {
    const path = this.#path;
    if (path === undefined) return;
    const picture = { ...await progress.image(), file: this.#traits };
    const bytes = await encodeImage(picture, "png");
    try {
      await writeFiles([{ path, bytes }]);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      // The long work is worth more than a look at it.
      this.#path = undefined;
      this.#tell(`${error.message}; there are no more previews`);
    }
  }
}
