import { Failure } from "../errors.ts";
import { readFile } from "../read_files.ts";
import type { CompareArguments } from "./evaluate_arguments.ts";
import type { Evaluation } from "./evaluation_files.ts";
import { type EvaluationRecord, meansOf } from "./record.ts";
import { layOut } from "./table.ts";

/** What both evaluations have of a method and a picture, or of its mean. */
interface Pair {
  scale: number;
  method: string;
  picture: string;
  psnr: [number, number];
  ssim?: [number, number];
  kernelPsnr?: [number, number];
  seconds: [number, number];
}

/**
 * Prints how two evaluations differ in what both have.
 *
 * @param args The two files.
 * @returns The exit code.
 * @throws {Failure} If a file holds no evaluation, or they have nothing in common.
 */
export function compareEvaluations(
  { compare, json }: CompareArguments,
): number {
  const [a, b] = compare.map(readEvaluation);
  const key = (record: EvaluationRecord) =>
    `${record.scale} ${record.method} ${record.picture}`;
  const others = new Map(b.map((record) => [key(record), record]));
  const common = a.filter((record) => others.has(key(record)));
  if (common.length === 0) {
    throw new Failure(`${compare.join(" and ")} have no result in common`);
  }
  const pairs = common.map((record) =>
    paired(record, others.get(key(record))!)
  );
  const means = meansOf(common).map((mean, i) => {
    const other = meansOf(common.map((record) => others.get(key(record))!))[i];
    const picture = "mean";
    return paired({ ...mean, picture }, { ...other, picture });
  });
  if (json) console.log(JSON.stringify({ pairs, means }));
  else {
    console.log(tableOf([...pairs, ...means]));
    const rest = a.length + b.length - 2 * common.length;
    if (rest > 0) console.log(`${rest} results are in one of the files only`);
  }
  return 0;
}

function readEvaluation(path: string): EvaluationRecord[] {
  const bytes = readFile(path, "a results.json");
  try {
    const { records } = JSON.parse(
      new TextDecoder().decode(bytes),
    ) as Evaluation;
    if (records.every(({ psnr, picture }) => psnr !== undefined && picture)) {
      return records;
    }
  } catch {
    // Said below.
  }
  throw new Failure(
    `${path} holds no evaluation; give a results.json of mlmc evaluate`,
  );
}

function paired(a: EvaluationRecord, b: EvaluationRecord): Pair {
  const both = (name: "ssim" | "kernelPsnr") => {
    const [one, other] = [a[name], b[name]];
    if (one === undefined || other === undefined) return {};
    return { [name]: [one, other] };
  };
  const { scale, method, picture } = a;
  return {
    scale,
    method,
    picture,
    psnr: [a.psnr, b.psnr],
    seconds: [a.seconds, b.seconds],
    ...both("ssim"),
    ...both("kernelPsnr"),
  };
}

function tableOf(pairs: readonly Pair[]): string {
  const header = [
    "scale",
    "picture",
    "method",
    "PSNR A",
    "B",
    "B - A",
    "SSIM B - A",
    "kernel B - A",
    "time B / A",
  ];
  const signed = (pair: [number, number] | undefined, digits: number) => {
    if (!pair) return "";
    const difference = pair[1] - pair[0];
    return `${difference < 0 ? "" : "+"}${difference.toFixed(digits)}`;
  };
  const rows = pairs.map((pair) => [
    `×${pair.scale}`,
    pair.picture,
    pair.method,
    pair.psnr[0].toFixed(2),
    pair.psnr[1].toFixed(2),
    signed(pair.psnr, 2),
    signed(pair.ssim, 4),
    signed(pair.kernelPsnr, 2),
    (pair.seconds[1] / pair.seconds[0]).toFixed(2),
  ]);
  return layOut([header, ...rows], 3);
}
