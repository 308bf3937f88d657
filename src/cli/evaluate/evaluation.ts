import config from "../../../deno.json" with { type: "json" };
import type { EvaluateArguments } from "./evaluate_arguments.ts";
import { type EvaluationRecord, type Mean, meansOf } from "./record.ts";

/** What `results.json` holds. */
export interface Evaluation {
  /** The version of the program. */
  version: string;
  /** What the methods were told. */
  settings: Settings;
  /** Figures on each picture. */
  records: EvaluationRecord[];
  /** Their means for each method and scale factor. */
  means: Mean[];
}

/** What the methods were told. */
export type Settings = Pick<
  EvaluateArguments,
  | "set"
  | "model"
  | "preset"
  | "iterations"
  | "seed"
  | "noise"
  | "kernelPrior"
  | "device"
>;

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
  const { set, model, preset, iterations, seed, noise, kernelPrior, device } =
    args;
  const method = { preset, iterations, seed, noise, kernelPrior, device };
  return {
    version: config.version,
    settings: { set, model, ...method },
    records,
    means: meansOf(records),
  };
}
