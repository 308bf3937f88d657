import { Failure } from "../errors.ts";
import { readFile } from "../read_files.ts";
import type { CompareArguments } from "./evaluate_arguments.ts";
import { type EvaluationRecord, type Figures, meansOf } from "./record.ts";
import { isRecord, parseFigures } from "./record_json.ts";
import { decibels, layOut } from "./table.ts";

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
  const [a, b] = compare.map(readRecords);
  const others = new Map(b.map((record) => [keyOf(record), record]));
  const common = a.filter((record) => others.has(keyOf(record)));
  if (common.length === 0) {
    throw new Failure(
      `${
        compare.join(" and ")
      } have no result in common; compare those of one set`,
    );
  }
  const same = common.map((record) => others.get(keyOf(record))!);
  const otherMeans = meansOf(same);
  const pairs = common.map((record, i) => paired(record, same[i]));
  const means = meansOf(common).map((mean, i) =>
    paired({ ...mean, picture: `mean of ${mean.pictures}` }, otherMeans[i])
  );
  if (json) console.log(JSON.stringify({ pairs, means }));
  else {
    console.log(tableOf([...pairs, ...means]));
    const rest = a.length + b.length - 2 * common.length;
    if (rest > 0) console.log(`in one of the files only: ${rest}`);
  }
  return 0;
}

function keyOf({ scale, method, picture }: EvaluationRecord): string {
  return `${scale} ${method} ${picture}`;
}

function readRecords(path: string): EvaluationRecord[] {
  const bytes = readFile(path, "a results.json");
  try {
    const text = new TextDecoder().decode(bytes);
    const { records } = parseFigures(text) as { records: unknown[] };
    if (records.every(isRecord)) return records;
  } catch {
    // Said below.
  }
  throw new Failure(
    `${path} holds no evaluation; give a results.json of mlmc evaluate`,
  );
}

function paired(a: EvaluationRecord, b: Figures): Pair {
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
  const rows = pairs.map((pair) => [
    `×${pair.scale}`,
    pair.picture,
    pair.method,
    ...pair.psnr.map(decibels),
    difference(pair.psnr, 2),
    difference(pair.ssim, 4),
    difference(pair.kernelPsnr, 2),
    ratio(pair.seconds),
  ]);
  return layOut([header, ...rows], 3);
}

function difference(pair: Pair["ssim"], digits: number): string {
  if (!pair) return "";
  const [a, b] = pair;
  // Infinity less itself is no number.
  const value = a === b ? 0 : b - a;
  const size = Math.abs(value);
  const text = size === Infinity ? "∞" : size.toFixed(digits);
  return (value < 0 ? "-" : "+") + text;
}

function ratio([a, b]: [number, number]): string {
  return a > 0 ? (b / a).toFixed(2) : "";
}
