import { join } from "node:path";
import { encodeImage } from "../../image/file/encode.ts";
import type { Kernel } from "../../mlmc/kernel.ts";
import { kernelFile, readKernel } from "../kernel_file.ts";
import { makeFolder, type OutputFile, writeFiles } from "../write_files.ts";
import type { Enlargement } from "./methods.ts";
import type { EvaluationRecord } from "./record.ts";

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

  /** The path of one of a task's files. */
  path({ method, scale, picture }: Task, extension: string): string {
    const name = `${picture}.${extension}`;
    return join(this.#folder, `${method}_x${scale}`, name);
  }

  /** The figures of a task, if they are there and of the same data and settings. */
  find(task: Task, fingerprint: string): EvaluationRecord | undefined {
    try {
      const kept = JSON.parse(Deno.readTextFileSync(this.path(task, "json")));
      if (kept.fingerprint !== fingerprint) return undefined;
      return kept.record;
    } catch {
      // What is missing or damaged is made anew.
      return undefined;
    }
  }

  /** The kernel of a task that was found. */
  async kernel(task: Task): Promise<Kernel> {
    return await readKernel(this.path(task, "mat"));
  }

  /** Keeps what came of a task. The figures come last, for they say that the rest is there. */
  async keep(
    record: EvaluationRecord,
    { image, kernel }: Enlargement,
    fingerprint: string,
  ): Promise<void> {
    makeFolder(join(this.#folder, `${record.method}_x${record.scale}`));
    const files: OutputFile[] = [{
      path: this.path(record, "png"),
      bytes: await encodeImage(image, "png"),
    }];
    if (kernel) {
      const path = this.path(record, "mat");
      files.push({ path, bytes: await kernelFile(path, kernel) });
    }
    const text = JSON.stringify({ fingerprint, record }, undefined, 2);
    const bytes = new TextEncoder().encode(`${text}\n`);
    await writeFiles([...files, { path: this.path(record, "json"), bytes }]);
  }
}
