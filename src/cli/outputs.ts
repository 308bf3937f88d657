import { join } from "node:path";
import { extensionOf, type ImageFormat } from "../image/file/formats.ts";
import { UsageError } from "./errors.ts";
import type { InputFile } from "./inputs.ts";
import { realPath } from "./paths.ts";

/** A picture file and where its result goes. */
export interface Job {
  /** The picture file. */
  input: string;
  /** The file to write. */
  output: string;
}

/** Where results go. */
export interface Destination {
  /** The folder; left out if they go beside the inputs. */
  folder?: string;
  /** What kind of file they are. */
  format: ImageFormat;
  /** How many times larger than the input. */
  scale: number;
}

/**
 * Names the result of each input: in the folder as the input below its own,
 * else `in.x4.png` beside `in.jpg`. Where two would have one name, both keep
 * their old extension in it. Beside the inputs, what is another's result is no
 * input, as `*.png` names both the second time.
 *
 * @param files The inputs.
 * @param destination Where results go.
 * @returns The jobs.
 * @throws {UsageError} If a result would overwrite an input or another result.
 */
export function nameOutputs(
  files: InputFile[],
  destination: Destination,
): Job[] {
  const short = files.map((file) => outputOf(file, destination));
  // Some systems take names for the same that differ in case.
  const users = Map.groupBy(short, (output) => output.toLowerCase());
  const named = files.map((file, i) => {
    const isShared = users.get(short[i].toLowerCase())!.length > 1;
    const output = isShared ? outputOf(file, destination, true) : short[i];
    return { input: file.path, output };
  });
  const jobs = destination.folder === undefined ? withoutResults(named) : named;
  checkDistinct(jobs);
  return jobs;
}

function outputOf(
  { path, below }: InputFile,
  { folder, format, scale }: Destination,
  keepsExtension = false,
): string {
  const extension = extensionOf(format);
  const stem = (name: string) =>
    keepsExtension ? name : name.replace(/(?<=[^/\\])\.[^./\\]+$/, "");
  return folder === undefined
    ? `${stem(path)}.x${scale}.${extension}`
    : join(folder, `${stem(below)}.${extension}`);
}

function withoutResults(jobs: Job[]): Job[] {
  const outputs = new Set(jobs.map(({ output }) => realPath(output)));
  return jobs.filter(({ input }) => !outputs.has(realPath(input)));
}

function checkDistinct(jobs: Job[]): void {
  const inputs = new Set(jobs.map(({ input }) => realPath(input)));
  const sources = new Map<string, string>();
  for (const { input, output } of jobs) {
    const real = realPath(output);
    if (inputs.has(real)) {
      throw new UsageError(
        `the result of ${input} would overwrite the input ${output}; give another --output`,
      );
    }
    const other = sources.get(real);
    if (other !== undefined) {
      throw new UsageError(
        `${other} and ${input} would both be written to ${output}; upscale them apart`,
      );
    }
    sources.set(real, input);
  }
}
