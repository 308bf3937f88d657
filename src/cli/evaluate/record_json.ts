import type { EvaluationRecord } from "./record.ts";

/**
 * Reads JSON with figures. It has no infinity: what equal pictures have for a
 * PSNR is null there.
 *
 * @param text The JSON.
 * @returns What it holds, with Infinity for null.
 * @throws {SyntaxError} If it is no JSON.
 */
export function parseFigures(text: string): unknown {
  return JSON.parse(text, (_, value) => value === null ? Infinity : value);
}

/**
 * Whether a value that was read is a record.
 *
 * @param value The value.
 * @returns Whether it has all that a record has, each of its type.
 */
export function isRecord(value: unknown): value is EvaluationRecord {
  if (typeof value !== "object" || value === null) return false;
  const record = value as Record<string, unknown>;
  const isNumber = (name: string) => typeof record[name] === "number";
  return ["scale", "psnr", "seconds"].every(isNumber) &&
    ["method", "picture"].every((name) => typeof record[name] === "string") &&
    ["ssim", "kernelPsnr"]
      .every((name) => record[name] === undefined || isNumber(name));
}
