import { messageOf, report } from "../errors.ts";
import { fileInfo } from "../paths.ts";
import { kernelWidth } from "../report/kernel_width.ts";
import { type DataFiles, dataSet } from "./data_set.ts";
import type { DegradeArguments } from "./degrade_arguments.ts";
import { type Degraded, degradeFile } from "./degrade_file.ts";
import { kernelSource } from "./kernel_source.ts";

/**
 * Makes the test data of a set. Those that are there already are left as they
 * are, and a picture that cannot be read does not stop the rest.
 *
 * @param args What the user asked for.
 * @returns The exit code: 1 if there was such a picture.
 * @throws {UsageError} If the set has no pictures.
 * @throws {Failure} If the only kernel cannot be read.
 */
export async function degradeCommand(args: DegradeArguments): Promise<number> {
  const { done = [], due = [] } = Object.groupBy(
    dataSet(args),
    (files) => !args.force && isThere(files) ? "done" : "due",
  );
  const kernels = await kernelSource(args);
  for (const { input, output } of done) {
    if (!args.json) continue;
    console.log(JSON.stringify({ input, output, skipped: true }));
  }
  let failed = 0;
  for (const files of due) {
    try {
      printDegraded(files, await degradeFile(files, kernels, args), args);
    } catch (error) {
      failed++;
      report(error, files.input);
      printError(files, error, args);
    }
  }
  if (!args.quiet && !args.json) {
    console.log(tally(due.length - failed, done.length, failed));
  }
  return failed === 0 ? 0 : 1;
}

function isThere(files: DataFiles): boolean {
  const { output, kernel, kernelPicture, sharp } = files;
  return [output, kernel, kernelPicture, sharp]
    .every((path) => path === undefined || fileInfo(path)?.isFile);
}

function printDegraded(
  { input, output, kernel: file }: DataFiles,
  { picture: { width, height }, kernel, noise }: Degraded,
  { quiet, json, scale, seed }: DegradeArguments,
): void {
  if (json) {
    const numbers = { width, height, scale, seed, noise };
    const measures = { kernelWidth: kernelWidth(kernel) };
    const record = { input, output, kernel: file, ...numbers, ...measures };
    console.log(JSON.stringify(record));
  } else if (!quiet) {
    const { major, minor } = kernelWidth(kernel);
    const parts = [
      `wrote ${output} (${width}×${height}) and ${file}`,
      `kernel ${major.toFixed(1)} × ${
        minor.toFixed(1)
      } pixels wide at half its height`,
    ];
    if (noise > 0) parts.push(`noise of ${noise.toFixed(1)} levels`);
    console.log(parts.join(", "));
  }
}

function printError(
  { input, output }: DataFiles,
  error: unknown,
  { json }: DegradeArguments,
): void {
  if (!json) return;
  const record = { input, output, error: messageOf(error, input) };
  console.log(JSON.stringify(record));
}

function tally(written: number, skipped: number, failed: number): string {
  const pictures = written === 1 ? "1 picture" : `${written} pictures`;
  const parts = [`made ${pictures}`];
  if (skipped > 0) {
    parts.push(`skipped ${skipped} already there (--force makes them anew)`);
  }
  if (failed > 0) parts.push(`${failed} failed`);
  return parts.join(", ");
}
