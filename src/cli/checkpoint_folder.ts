import { join } from "node:path";
import type { Checkpoint } from "../upscale.ts";
import { messageOf } from "./errors.ts";
import { hiddenBeside } from "./paths.ts";
import { makeFolder, removeTemporary, writeFiles } from "./write_files.ts";

/** The file that tells whose parts the others are. */
const OWNER = "owner";

/**
 * Keeps the finished parts of a picture in a hidden folder beside the result,
 * `.NAME.mlmc`, made when the first is finished.
 */
export class CheckpointFolder implements Checkpoint {
  #path: string;
  #fingerprint: () => Promise<string>;
  #tell: (problem: string) => void;
  #isUsable = true;

  /**
   * Makes no folder yet.
   *
   * @param output The file of the result.
   * @param fingerprint Tells pictures and settings apart; asked for when there is something to find or to keep.
   * @param tell Told once why nothing is kept any more.
   */
  constructor(
    output: string,
    fingerprint: () => Promise<string>,
    tell: (problem: string) => void,
  ) {
    this.#path = folderFor(output);
    let known: Promise<string> | undefined;
    // It reads the whole picture, and every part is asked for.
    this.#fingerprint = () => known ??= fingerprint();
    this.#tell = tell;
  }

  /** The numbers kept under a name, if there are any. */
  async get(name: string): Promise<Float32Array | undefined> {
    if (!await this.#isOurs()) return undefined;
    const bytes = this.#read(name);
    const isWhole = bytes &&
      bytes.length % Float32Array.BYTES_PER_ELEMENT === 0;
    return isWhole ? new Float32Array(bytes.buffer) : undefined;
  }

  /** Keeps numbers under a name, if there is room. */
  async set(name: string, values: Float32Array): Promise<void> {
    if (!this.#isUsable) return;
    const { buffer, byteOffset, byteLength } = values;
    const bytes = new Uint8Array(buffer, byteOffset, byteLength);
    try {
      if (!await this.#isOurs()) await this.#begin();
      await writeFiles([{ path: join(this.#path, name), bytes }]);
    } catch (error) {
      // The result may still have room, the more so without these.
      this.#isUsable = false;
      removeFolder(this.#path);
      this.#tell(
        `${messageOf(error)}; if this run is ended, the next begins anew`,
      );
    }
  }

  async #isOurs(): Promise<boolean> {
    const owner = this.#read(OWNER);
    return owner !== undefined &&
      new TextDecoder().decode(owner) === await this.#fingerprint();
  }

  async #begin(): Promise<void> {
    removeFolder(this.#path);
    makeFolder(this.#path);
    const bytes = new TextEncoder().encode(await this.#fingerprint());
    await writeFiles([{ path: join(this.#path, OWNER), bytes }]);
  }

  #read(name: string): Uint8Array<ArrayBuffer> | undefined {
    try {
      return Deno.readFileSync(join(this.#path, name));
    } catch {
      return undefined;
    }
  }
}

/**
 * Removes what a killed run left beside a result: its finished parts, and the
 * file that it was writing.
 *
 * @param output The file of the result.
 */
export function removeLeftovers(output: string): void {
  removeTemporary(output);
  removeFolder(folderFor(output));
}

function folderFor(output: string): string {
  return hiddenBeside(output, ".mlmc");
}

function removeFolder(path: string): void {
  try {
    Deno.removeSync(path, { recursive: true });
  } catch {
    // It was never made, or another run is at it.
  }
}
