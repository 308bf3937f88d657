import type { UpscaleArguments } from "./upscale_arguments.ts";
import { readKernel } from "./kernel_file.ts";
import { printOutcome } from "./outcome.ts";
import { planRun } from "./plan.ts";
import { ProgressPrinter } from "./progress.ts";
import { upscaleFile } from "./upscale_file.ts";
import { upscaleMany } from "./upscale_many.ts";
import { readWeightsFile } from "./weights/read_weights_file.ts";

/**
 * Upscales what the user named.
 *
 * @param args What the user asked for.
 * @returns The exit code.
 * @throws {UsageError} If the options do not go with the inputs.
 * @throws {Failure} If the only picture cannot be read or written.
 */
export async function upscaleCommand(args: UpscaleArguments): Promise<number> {
  const plan = planRun(args);
  const run = {
    args,
    format: plan.format,
    kernel: args.kernel ? await readKernel(args.kernel) : undefined,
    weights: args.restorer === "usrnet"
      ? await readWeightsFile(args.weights)
      : undefined,
    makesFolders: plan.folder !== undefined,
  };
  if (plan.isMany) return await upscaleMany(plan, run);
  const printer = args.quiet ? undefined : new ProgressPrinter([1]);
  try {
    const [job] = plan.jobs;
    const outcome = await upscaleFile(job, run, printer?.displayFor(0));
    printer?.clear();
    printOutcome(outcome, args);
  } finally {
    printer?.clear();
  }
  return 0;
}
