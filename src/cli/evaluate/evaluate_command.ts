import { readWeightsFile } from "../weights/read_weights_file.ts";
import { checkOutputs, makeFolder, writeFiles } from "../write_files.ts";
import { compareEvaluations } from "./compare.ts";
import type {
  CompareArguments,
  EvaluateArguments,
} from "./evaluate_arguments.ts";
import { type Evaluation, evaluationOf } from "./evaluation.ts";
import { evaluationFiles, evaluationPaths } from "./evaluation_files.ts";
import { ResultStore } from "./result_store.ts";
import { runAll } from "./run_all.ts";
import { cells, COLUMNS, layOut } from "./table.ts";
import { findTestFiles } from "./test_set.ts";

/**
 * Runs methods over test data, prints and writes what comes of it; or compares
 * two evaluations.
 *
 * @param args What the user asked for.
 * @returns The exit code: 1 if a picture or a method failed.
 * @throws {UsageError} If there is no test data.
 * @throws {Failure} If there are no weights, or the results cannot be written.
 */
export async function evaluateCommand(
  args: EvaluateArguments | CompareArguments,
): Promise<number> {
  if ("compare" in args) return compareEvaluations(args);
  const { scales, set, model, methods, output } = args;
  const pictures = scales.flatMap((scale) => findTestFiles(set, model, scale));
  const weights = methods.some((name) => name.includes("usrnet"))
    ? readWeightsFile(args.weights)
    : undefined;
  makeFolder(output);
  await checkOutputs(evaluationPaths(output), []);
  const store = new ResultStore(output);
  const { records, failures } = await runAll(pictures, {
    args,
    weights,
    store,
  });
  if (records.length === 0) return 1;
  const evaluation = evaluationOf(args, records);
  await writeFiles(await evaluationFiles(evaluation, pictures, store, output));
  print(evaluation, args);
  return failures === 0 ? 0 : 1;
}

function print(
  evaluation: Evaluation,
  { json, quiet, output }: EvaluateArguments,
): void {
  if (json) console.log(JSON.stringify(evaluation));
  else if (!quiet) {
    console.log(tableOf(evaluation));
    const [first, second, third] = evaluationPaths(output);
    console.log(`wrote ${first}, ${second} and ${third}`);
  }
}

/** Pictures by scale factor, and the means below them. */
function tableOf({ records, means }: Evaluation): string {
  const rows = Map.groupBy(records, ({ scale }) => scale).entries()
    .flatMap(([scale, group]) => [
      ...group,
      ...means.filter((mean) => mean.scale === scale)
        .map((mean) => ({ ...mean, picture: `mean of ${mean.pictures}` })),
    ])
    .map((record) => [
      `×${record.scale}`,
      record.picture,
      record.method,
      ...cells(record),
    ]);
  return layOut([["scale", "picture", "method", ...COLUMNS], ...rows], 3);
}
