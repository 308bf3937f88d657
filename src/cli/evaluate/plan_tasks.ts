import type { UsrnetWeights } from "../../usrnet/weights.ts";
import { fingerprint } from "../fingerprint.ts";
import { fileInfo } from "../paths.ts";
import type { EvaluateArguments, MethodName } from "./evaluate_arguments.ts";
import { type Estimate, optionsOf } from "./methods.ts";
import type { EvaluationRecord } from "./record.ts";
import type { ResultStore, Task } from "./result_store.ts";
import {
  readTestPicture,
  type TestFiles,
  type TestPicture,
} from "./test_set.ts";

/** What is the same for all tasks. */
export interface Context {
  /** What the user asked for. */
  args: EvaluateArguments;
  /** The weights of USRNet, where a method needs them. */
  weights?: UsrnetWeights;
  /** Where the results are kept. */
  store: ResultStore;
}

/** A task, and what is known before it is run. */
export interface PlannedTask {
  /** The task. */
  task: Task;
  /** The picture's files. */
  files: TestFiles;
  /** Tells apart whatever gives another result. */
  mark: string;
  /** How much work it is beside the others; 0 if it is done. */
  effort: number;
  /** The figures, if they are there already. */
  kept?: EvaluationRecord;
}

/** How much work a method is beside the others; bicubic takes no time. */
const EFFORT: Record<MethodName, number> = {
  "bicubic": 0,
  "mlmc": 1000,
  "mlmc-usrnet": 1000,
  "usrnet-true-kernel": 10,
};

/**
 * Looks at a picture and at what is kept of it.
 *
 * @param files The picture's files.
 * @param context What is the same for all tasks.
 * @returns A task for each method.
 * @throws {Failure} If the picture cannot be read.
 */
export async function planTasks(
  files: TestFiles,
  context: Context,
): Promise<PlannedTask[]> {
  const { args, store } = context;
  const picture = await readTestPicture(files);
  const plan: PlannedTask[] = [];
  for (const method of args.methods) {
    const task = taskOf(files, method);
    const mark = await markOf(files, method, picture, context);
    const kept = args.force ? undefined : await store.find(task, mark);
    const isKernelFound = method === "mlmc-usrnet" &&
      (args.methods.includes("mlmc") ||
        await findEstimate(files, picture, context) !== undefined);
    const work = EFFORT[isKernelFound ? "usrnet-true-kernel" : method];
    const effort = kept ? 0 : work * (fileInfo(files.lr)?.size ?? 0);
    plan.push({ task, files, mark, effort, kept });
  }
  return plan;
}

/**
 * What MLMC found of a picture, just now or in a run before.
 *
 * @param files The picture's files.
 * @param picture The picture.
 * @param context What is the same for all tasks.
 * @returns The kernel and how long it took, if it was run.
 */
export async function findEstimate(
  files: TestFiles,
  picture: TestPicture,
  context: Context,
): Promise<Estimate | undefined> {
  const task = taskOf(files, "mlmc");
  const mark = await markOf(files, "mlmc", picture, context);
  const record = await context.store.find(task, mark);
  if (!record) return undefined;
  const kernel = await context.store.kernel(task);
  return { kernel, seconds: record.seconds };
}

function taskOf({ scale, name }: TestFiles, method: MethodName): Task {
  return { scale, method, picture: name };
}

async function markOf(
  { scale }: TestFiles,
  method: MethodName,
  { bytes, kernel }: TestPicture,
  { args, weights }: Context,
): Promise<string> {
  return await fingerprint(bytes, {
    ...optionsOf({ args, scale }),
    kernel,
    weights: method.includes("usrnet") ? weights : undefined,
  });
}
