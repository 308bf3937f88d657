import { join } from "node:path";
import config from "../../../deno.json" with { type: "json" };
import type { OutputFile } from "../write_files.ts";
import type { EvaluateArguments } from "./evaluate_arguments.ts";
import { type EvaluationRecord, meansOf } from "./record.ts";

/** What `results.json` holds. */
export interface Evaluation {
  /** The version of the program. */
  version: string;
  /** What the methods were told. */
  settings: Record<string, unknown>;
  /** Figures on each picture. */
  records: EvaluationRecord[];
  /** Their means for each method and scale factor. */
  means: Omit<EvaluationRecord, "picture">[];
}

/**
 * Puts together what `results.json` holds.
 *
 * @param args What the user asked for.
 * @param records The figures.
 * @returns The evaluation.
 */
export function evaluationOf(
  args: EvaluateArguments,
  records: EvaluationRecord[],
): Evaluation {
  const { set, model, preset, iterations, seed, noise, kernelPrior } = args;
  return {
    version: config.version,
    settings: { set, model, preset, iterations, seed, noise, kernelPrior },
    records,
    means: meansOf(records),
  };
}

/**
 * The evaluation as files: `results.json` and `results.csv`.
 *
 * @param evaluation The evaluation.
 * @param folder Where they go.
 * @returns The files.
 */
export function evaluationFiles(
  evaluation: Evaluation,
  folder: string,
): OutputFile[] {
  const encoder = new TextEncoder();
  const json = JSON.stringify(evaluation, undefined, 2);
  return [
    {
      path: join(folder, "results.json"),
      bytes: encoder.encode(`${json}\n`),
    },
    {
      path: join(folder, "results.csv"),
      bytes: encoder.encode(csv(evaluation.records)),
    },
  ];
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
