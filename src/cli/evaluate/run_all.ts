import { fingerprint } from "../fingerprint.ts";
import { fileInfo } from "../paths.ts";
import { ProgressPrinter } from "../progress.ts";
import { report } from "../errors.ts";
import { readWeightsFile } from "../weights/read_weights_file.ts";
import type { EvaluateArguments, MethodName } from "./evaluate_arguments.ts";
import { type Estimate, optionsOf, runMethod } from "./methods.ts";
import { type EvaluationRecord, figuresOf } from "./record.ts";
import { ResultStore } from "./result_store.ts";
import {
  findTestFiles,
  readTestPicture,
  type TestFiles,
  type TestPicture,
} from "./test_set.ts";

/** How much work a method is beside the others, for the time left. */
const EFFORT: Record<MethodName, number> = {
  "bicubic": 1,
  "mlmc": 1000,
  "mlmc-usrnet": 1000,
  "usrnet-true-kernel": 10,
};
/** Of MLMC-USRNet where MLMC has found the kernel before. */
const EFFORT_WITH_KERNEL = 10;

/** What came of a run. */
export interface Run {
  /** The figures on the pictures. */
  records: EvaluationRecord[];
  /** How many pictures could not be done. */
  failures: number;
}

/**
 * Runs all methods over all pictures. What is there already is taken as it is,
 * and a picture that fails does not stop the rest.
 *
 * @param args What the user asked for.
 * @returns The figures.
 * @throws {Failure} If there is no test data, or there are no weights.
 */
export async function runAll(args: EvaluateArguments): Promise<Run> {
  const pictures = args.scales.flatMap((scale) =>
    findTestFiles(args.set, args.model, scale)
  );
  const runner = new Runner(args, pictures);
  const run: Run = { records: [], failures: 0 };
  for (const [i, files] of pictures.entries()) {
    try {
      const picture = await readTestPicture(files);
      for (const [j] of args.methods.entries()) {
        run.records.push(await runner.run(i, j, picture));
      }
    } catch (error) {
      runner.clear();
      report(error, files.lr);
      run.failures++;
    }
  }
  runner.clear();
  return run;
}

/** Runs methods on pictures one after another, and shows how far it is. */
class Runner {
  #args: EvaluateArguments;
  #pictures: TestFiles[];
  #store: ResultStore;
  #printer: ProgressPrinter | undefined;
  #weights: ReturnType<typeof readWeightsFile> | undefined;
  /** What MLMC found of the picture at hand. */
  #estimate: Estimate | undefined;

  constructor(args: EvaluateArguments, pictures: TestFiles[]) {
    this.#args = args;
    this.#pictures = pictures;
    this.#store = new ResultStore(args.output);
    const needsWeights = args.methods.some((name) => name.includes("usrnet"));
    this.#weights = needsWeights ? readWeightsFile(args.weights) : undefined;
    const efforts = pictures.flatMap(({ lr }) =>
      args.methods.map((method, j) =>
        (fileInfo(lr)?.size ?? 0) *
        (method === "mlmc-usrnet" && args.methods.indexOf("mlmc") < j
          ? EFFORT_WITH_KERNEL
          : EFFORT[method])
      )
    );
    if (!args.quiet) this.#printer = new ProgressPrinter(efforts, "run");
  }

  /** Clears the progress. */
  clear(): void {
    this.#printer?.clear();
  }

  /** Runs a method on a picture, unless it was. */
  async run(
    i: number,
    j: number,
    picture: TestPicture,
  ): Promise<EvaluationRecord> {
    const { methods, force } = this.#args;
    const { name, scale } = this.#pictures[i];
    const method = methods[j];
    const task = { scale, method, picture: name };
    const unit = i * methods.length + j;
    if (j === 0) this.#estimate = undefined;
    const mark = await this.#mark(method, scale, picture);
    const kept = force ? undefined : this.#store.find(task, mark);
    if (kept) {
      if (method === "mlmc") {
        const kernel = await this.#store.kernel(task);
        this.#estimate = { kernel, seconds: kept.seconds };
      }
      this.#printer?.end(unit, false);
      return kept;
    }
    const display = this.#printer?.displayFor(unit);
    const made = await runMethod(method, picture, {
      args: this.#args,
      scale,
      weights: this.#weights,
      estimate: this.#estimate,
      onProgress: async (progress) => await display?.show(progress),
    });
    const { kernel, seconds } = made;
    if (method === "mlmc" && kernel) this.#estimate = { kernel, seconds };
    const record = { ...task, ...figuresOf(made, picture, scale) };
    await this.#store.keep(record, made, mark);
    this.#printer?.end(unit, true);
    return record;
  }

  /** Tells apart whatever gives other figures. */
  async #mark(
    method: MethodName,
    scale: TestFiles["scale"],
    { bytes, kernel }: TestPicture,
  ): Promise<string> {
    const options = optionsOf({ args: this.#args, scale });
    const weights = method.includes("usrnet") ? this.#weights : undefined;
    return await fingerprint(bytes, { ...options, weights, kernel });
  }
}
