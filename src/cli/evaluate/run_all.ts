import { isHopeless, report } from "../errors.ts";
import { ProgressPrinter } from "../progress.ts";
import type { Display } from "../watch.ts";
import { runMethod } from "./methods.ts";
import {
  type Context,
  findEstimate,
  type PlannedTask,
  planTasks,
} from "./plan_tasks.ts";
import { type EvaluationRecord, figuresOf } from "./record.ts";
import { readTestPicture, type TestFiles } from "./test_set.ts";

/** What came of a run. */
export interface Run {
  /** The figures on the pictures. */
  records: EvaluationRecord[];
  /** How many pictures could not be read, and how many tasks not be done. */
  failures: number;
}

/**
 * Runs all methods over all pictures. What is there already is taken as it is,
 * and what fails does not stop the rest.
 *
 * @param pictures The pictures.
 * @param context What is the same for all tasks.
 * @returns The figures.
 * @throws {EngineError} If there is nothing to compute on.
 */
export async function runAll(
  pictures: readonly TestFiles[],
  context: Context,
): Promise<Run> {
  const run: Run = { records: [], failures: 0 };
  const plan: PlannedTask[] = [];
  for (const files of pictures) {
    try {
      plan.push(...await planTasks(files, context));
    } catch (error) {
      report(error, files.lr);
      run.failures++;
    }
  }
  const efforts = plan.map(({ effort }) => effort);
  const printer = context.args.quiet
    ? undefined
    : new ProgressPrinter(efforts, "run");
  for (const [i, planned] of plan.entries()) {
    try {
      const display = printer?.displayFor(i);
      const record = planned.kept ?? await runTask(planned, context, display);
      run.records.push(record);
      printer?.end(i, true);
    } catch (error) {
      printer?.end(i, false);
      if (isHopeless(error)) throw error;
      report(error, planned.files.lr);
      run.failures++;
    }
  }
  return run;
}

async function runTask(
  { task, files, mark }: PlannedTask,
  context: Context,
  display: Display | undefined,
): Promise<EvaluationRecord> {
  const { args, weights, store } = context;
  const picture = await readTestPicture(files);
  const made = await runMethod(task.method, picture, {
    args,
    scale: files.scale,
    weights,
    estimate: task.method === "mlmc-usrnet"
      ? await findEstimate(files, picture, context)
      : undefined,
    onProgress: async (progress) => await display?.show(progress),
  });
  const record = { ...task, ...figuresOf(made, picture, task.scale) };
  await store.keep(record, made, mark);
  return record;
}
