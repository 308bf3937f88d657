import { makeFolder, writeFiles } from "../write_files.ts";
import { compareEvaluations } from "./compare.ts";
import type {
  CompareArguments,
  EvaluateArguments,
} from "./evaluate_arguments.ts";
import { evaluationFiles, evaluationOf } from "./evaluation_files.ts";
import { evaluationPage } from "./evaluation_page.ts";
import type { EvaluationRecord } from "./record.ts";
import { runAll } from "./run_all.ts";
import { cells, COLUMNS, layOut } from "./table.ts";

/**
 * Runs methods over test data, prints and writes what comes of it; or compares
 * two evaluations.
 *
 * @param args What the user asked for.
 * @returns The exit code.
 * @throws {Failure} If there is no test data, or the results cannot be written.
 */
export async function evaluateCommand(
  args: EvaluateArguments | CompareArguments,
): Promise<number> {
  if ("compare" in args) return compareEvaluations(args);
  makeFolder(args.output);
  const { records, failures } = await runAll(args);
  if (records.length === 0) return 1;
  const evaluation = evaluationOf(args, records);
  const files = evaluationFiles(evaluation, args.output);
  files.push(await evaluationPage(evaluation, args));
  await writeFiles(files);
  if (args.json) console.log(JSON.stringify(evaluation));
  else if (!args.quiet) {
    console.log(tableOf(evaluation.records, evaluation.means));
    console.log(`wrote ${files.map(({ path }) => path).join(" and ")}`);
  }
  return failures === 0 ? 0 : 1;
}

/** Pictures by scale factor, and the means below them. */
function tableOf(
  records: readonly EvaluationRecord[],
  means: readonly Omit<EvaluationRecord, "picture">[],
): string {
  const rows = Map.groupBy(records, ({ scale }) => scale).entries()
    .flatMap(([scale, group]) => [
      ...group,
      ...means.filter((mean) => mean.scale === scale)
        .map((mean) => ({ ...mean, picture: "mean" })),
    ])
    .map((record) => [
      `×${record.scale}`,
      record.picture,
      record.method,
      ...cells(record),
    ]);
  return layOut([["scale", "picture", "method", ...COLUMNS], ...rows], 3);
}
