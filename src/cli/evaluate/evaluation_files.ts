import { join } from "node:path";
import type { OutputFile } from "../write_files.ts";
import type { Evaluation } from "./evaluation.ts";
import { evaluationPage } from "./evaluation_page.ts";
import type { EvaluationRecord } from "./record.ts";
import type { ResultStore } from "./result_store.ts";
import type { TestFiles } from "./test_set.ts";

/**
 * Where an evaluation is written.
 *
 * @param folder The folder of the results.
 * @returns The paths of `results.json`, `results.csv` and `index.html`.
 */
export function evaluationPaths(folder: string): string[] {
  return ["results.json", "results.csv", "index.html"]
    .map((name) => join(folder, name));
}

/**
 * An evaluation as files.
 *
 * @param evaluation The evaluation.
 * @param pictures The pictures of the set.
 * @param store What the methods made of them.
 * @param folder Where the files go.
 * @returns The files, at {@linkcode evaluationPaths}.
 */
export async function evaluationFiles(
  evaluation: Evaluation,
  pictures: readonly TestFiles[],
  store: ResultStore,
  folder: string,
): Promise<OutputFile[]> {
  const texts = [
    `${JSON.stringify(evaluation, undefined, 2)}\n`,
    csv(evaluation.records),
    await evaluationPage(evaluation, pictures, store),
  ];
  return evaluationPaths(folder).map((path, i) => ({
    path,
    bytes: new TextEncoder().encode(texts[i]),
  }));
}

/** As RFC 4180 has it, with a header. */
function csv(records: readonly EvaluationRecord[]): string {
  const header = "scale,method,picture,psnr,ssim,kernel_psnr,seconds";
  const lines = records.map((record) => {
    const { scale, method, picture, psnr, ssim, kernelPsnr, seconds } = record;
    return [scale, method, quoted(picture), psnr, ssim, kernelPsnr, seconds]
      .map((value) => value ?? "").join();
  });
  return [header, ...lines, ""].join("\r\n");
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
