/**
 * Writes a value as Scheme reads it: objects as lists of pairs, arrays as
 * vectors; what is missing is left out.
 *
 * @example
 * ```ts
 * import { toScheme } from "./scheme.ts";
 *
 * const text = toScheme({ type: "progress", part: { index: 1 }, left: null });
 * console.assert(text === '((type . "progress") (part . ((index . 1))))');
 * ```
 *
 * @param value What JSON can hold.
 * @returns The expression.
 */
export function toScheme(value: unknown): string {
  if (typeof value === "boolean") return value ? "#t" : "#f";
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return quoted(value);
  if (Array.isArray(value)) {
    return `#(${value.filter(isThere).map(toScheme).join(" ")})`;
  }
  const pairs = Object.entries(value as object)
    .filter(([, field]) => isThere(field))
    .map(([name, field]) => `(${name} . ${toScheme(field)})`);
  return `(${pairs.join(" ")})`;
}

/** JSON makes `null` of numbers that are none. */
function isThere(value: unknown): boolean {
  return value !== undefined && value !== null &&
    (typeof value !== "number" || Number.isFinite(value));
}

function quoted(text: string): string {
  const escaped = text.replaceAll(/["\\]/g, "\\$&").replaceAll("\n", "\\n");
  return `"${escaped}"`;
}
