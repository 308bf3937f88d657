import { atOnce } from "./at_once.ts";
import { removeLeftovers } from "./checkpoint_folder.ts";
import { duration } from "./duration.ts";
import { isHopeless, messageOf, report } from "./errors.ts";
import { printOutcome } from "./outcome.ts";
import type { Job } from "./outputs.ts";
import { fileInfo } from "./paths.ts";
import type { Plan } from "./plan.ts";
import { ProgressPrinter } from "./progress.ts";
import type { Run } from "./source.ts";
import { upscaleFile } from "./upscale_file.ts";
import { makeFolder } from "./write_files.ts";

/** What went wrong, and with which file if its words do not tell. */
interface Problem {
  error: unknown;
  path?: string;
}

/**
 * Upscales several picture files. Results that are there already are left as
 * they are, and a file that cannot be upscaled does not stop the rest.
 *
 * @param plan Which files.
 * @param run What is the same for all of them.
 * @returns The exit code.
 */
export async function upscaleMany(plan: Plan, run: Run): Promise<number> {
  const { quiet, json, force } = run.args;
  const started = performance.now();
  if (plan.folder !== undefined) makeFolder(plan.folder);
  const { done = [], due = [] } = Object.groupBy(
    plan.jobs,
    ({ output }) => !force && fileInfo(output)?.isFile ? "done" : "due",
  );
  for (const job of done) {
    removeLeftovers(job.output);
    if (json) console.log(JSON.stringify({ ...job, skipped: true }));
  }
  const problems: Problem[] = plan.failures.map((error) => ({ error }));
  const missing = await upscaleEach(due, run);
  problems.push(...missing);
  if (!quiet && !json) {
    const written = due.length - missing.length;
    const skipped = done.length;
    const seconds = (performance.now() - started) / 1000;
    console.log(tally({ written, skipped, failed: problems.length, seconds }));
  }
  for (const { error, path } of problems) report(error, path);
  return problems.length === 0 ? 0 : 1;
}

async function upscaleEach(jobs: Job[], run: Run): Promise<Problem[]> {
  const { args } = run;
  const problems: Problem[] = [];
  // The size of a file tells roughly how long it takes, and costs nothing.
  const weights = jobs.map(({ input }) => fileInfo(input)?.size ?? 0);
  const printer = args.quiet ? undefined : new ProgressPrinter(weights);
  await atOnce(args.jobs, jobs, async (job, i) => {
    try {
      const outcome = await upscaleFile(job, run, printer?.displayFor(i));
      printer?.end(i, true);
      printOutcome(outcome, args);
    } catch (error) {
      printer?.end(i, false);
      if (isHopeless(error)) throw error;
      problems.push({ error, path: job.input });
      if (args.json) {
        const words = messageOf(error, job.input);
        console.log(JSON.stringify({ ...job, error: words }));
      }
    }
  });
  return problems;
}

function tally(
  { written, skipped, failed, seconds }: {
    written: number;
    skipped: number;
    failed: number;
    seconds: number;
  },
): string {
  const pictures = written === 1 ? "1 picture" : `${written} pictures`;
  const parts = [`wrote ${pictures} in ${duration(seconds)}`];
  if (skipped > 0) {
    parts.push(`skipped ${skipped} already there (--force makes them anew)`);
  }
  if (failed > 0) parts.push(`${failed} failed`);
  return parts.join(", ");
}
