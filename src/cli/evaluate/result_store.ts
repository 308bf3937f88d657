import { join } from "node:path";
import { encodeImage } from "../../image/file/encode.ts";
import type { Raster } from "../../image/raster.ts";
import { writeKernelFile } from "../../kernel_file/mod.ts";
import type { Kernel } from "../../mlmc/kernel.ts";
import { readKernel } from "../kernel_file.ts";
import { readPicture } from "../read_files.ts";
import { makeFolder, type OutputFile, writeFiles } from "../write_files.ts";
import type { Enlargement } from "./methods.ts";
import type { EvaluationRecord } from "./record.ts";
import { isRecord, parseFigures } from "./record_json.ts";

/** A method's work on a picture. */
export type Task = Pick<EvaluationRecord, "scale" | "method" | "picture">;

/**
 * Keeps what methods make of pictures, `METHOD_xN/NAME.png` with the kernel in
 * `NAME.mat` and the figures in `NAME.json`, so that a run can go on.
 */
export class ResultStore {
  #folder: string;

  /**
   * Makes no folder yet.
   *
   * @param folder Where the results go.
   */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The figures of a task, if all that was kept is there and of the same data and settings. */
  async find(
    task: Task,
    fingerprint: string,
  ): Promise<EvaluationRecord | undefined> {
    try {
      const text = Deno.readTextFileSync(this.#path(task, "json"));
      const kept = parseFigures(text) as Record<string, unknown>;
      if (kept.fingerprint !== fingerprint) return undefined;
      await this.picture(task);
      if (task.method.startsWith("mlmc")) await this.kernel(task);
      return isRecord(kept.record) ? kept.record : undefined;
    } catch {
      // What is missing or damaged is made anew.
      return undefined;
    }
  }

  /** The picture of a task that was found. */
  async picture(task: Task): Promise<Raster> {
    return (await readPicture(this.#path(task, "png"))).picture;
  }

  /** The kernel of a task that was found. */
  async kernel(task: Task): Promise<Kernel> {
    return await readKernel(this.#path(task, "mat"));
  }

  /** Keeps what came of a task. */
  async keep(
    record: EvaluationRecord,
    { image, kernel }: Enlargement,
    fingerprint: string,
  ): Promise<void> {
    makeFolder(join(this.#folder, `${record.method}_x${record.scale}`));
    const files: OutputFile[] = [{
      path: this.#path(record, "png"),
      bytes: await encodeImage(image, "png"),
    }];
    if (kernel) {
      const path = this.#path(record, "mat");
      files.push({ path, bytes: await writeKernelFile(path, kernel) });
    }
    const text = JSON.stringify({ fingerprint, record }, undefined, 2);
    const bytes = new TextEncoder().encode(`${text}\n`);
    const path = this.#path(record, "json");
    // Figures say that the rest is there and theirs: the old go first, the others come last.
    removeIfThere(path);
    await writeFiles([...files, { path, bytes }]);
  }

  #path({ method, scale, picture }: Task, extension: string): string {
    const name = `${picture}.${extension}`;
    return join(this.#folder, `${method}_x${scale}`, name);
  }
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // If it is there all the same, writing it says what is wrong.
  }
}
