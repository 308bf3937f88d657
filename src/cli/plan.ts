import { formatOf, type ImageFormat } from "../image/file/formats.ts";
import type { UpscaleArguments } from "./upscale_arguments.ts";
import { type Failure, UsageError } from "./errors.ts";
import { findInputs } from "./inputs.ts";
import { type Job, nameOutputs } from "./outputs.ts";
import { fileInfo } from "./paths.ts";

/** Which files are read and written. */
export interface Plan {
  /** The pictures. */
  jobs: Job[];
  /** What kind of file the results are. */
  format: ImageFormat;
  /** Whether the user named more than one picture. */
  isMany: boolean;
  /** The folder of the results, which need not exist; left out if there is none. */
  folder?: string;
  /** What could not be looked into. */
  failures: Failure[];
}

/** Options that name one file, and so go with one picture. */
const FOR_ONE = {
  kernelOut: "kernel-out",
  reference: "reference",
  preview: "preview",
  report: "report",
} as const;

/**
 * Looks at the inputs and decides where the results go.
 *
 * @param args What the user asked for.
 * @returns The plan.
 * @throws {UsageError} If the options do not go with the inputs or with one another.
 */
export function planRun(args: UpscaleArguments): Plan {
  const { inputs, output, quality, scale } = args;
  const { files, hasFolder, failures } = findInputs(inputs, output);
  if (files.length + failures.length === 0) {
    throw new UsageError(`there are no pictures in ${inputs.join(", ")}`);
  }
  const isMany = hasFolder || files.length > 1;
  checkForMany(args, isMany, hasFolder);
  const folder = isMany || isNamedAsFolder(output) ? output : undefined;
  const format = folder === undefined && output !== undefined
    ? formatOfFile(output, args.format)
    : args.format ?? "png";
  if (quality !== undefined && format !== "jpeg" && format !== "webp") {
    throw new UsageError(
      `--quality is for JPEG and WebP; ${format.toUpperCase()} keeps all`,
    );
  }
  const jobs = folder === undefined && output !== undefined
    ? [{ input: files[0].path, output }]
    : nameOutputs(files, { folder, format, scale });
  return { jobs, format, isMany, folder, failures };
}

function isNamedAsFolder(output = ""): boolean {
  return /[/\\]$/.test(output) || fileInfo(output)?.isDirectory === true;
}

function checkForMany(
  args: UpscaleArguments,
  isMany: boolean,
  hasFolder: boolean,
): void {
  if (!isMany) return;
  const { output } = args;
  if (hasFolder && output === undefined) {
    throw new UsageError("where do the results go? Give a folder as --output");
  }
  const isFile = output && !isNamedAsFolder(output) &&
    (formatOf(output) || fileInfo(output));
  if (isFile) {
    throw new UsageError(
      `several pictures go into a folder; as --output give one, not "${output}"`,
    );
  }
  const names = Object.keys(FOR_ONE) as (keyof typeof FOR_ONE)[];
  const wrong = names.find((name) => args[name] !== undefined);
  if (wrong) {
    throw new UsageError(
      `--${FOR_ONE[wrong]} goes with one picture, not with several`,
    );
  }
}

function formatOfFile(
  output: string,
  wanted: ImageFormat | undefined,
): ImageFormat {
  const format = formatOf(output);
  if (!format) {
    throw new UsageError(
      `--output must end in .png, .jpg, .webp or .tif, or in / for a folder, not "${output}"`,
    );
  }
  if (wanted && wanted !== format) {
    throw new UsageError(
      `--format ${wanted} does not go with --output ${output}`,
    );
  }
  return format;
}
