import { parseArgs } from "@std/cli/parse-args";
import { UsageError } from "./errors.ts";
import { fileNamed, wholeNumber } from "./option_values.ts";

/** The options that a command knows, without their dashes. */
export interface KnownOptions {
  /** Those that take a value. */
  values: string[];
  /** Those that take a value and may be given several times. */
  lists?: string[];
  /** Those that take none. */
  flags: string[];
  /** Short names of some. */
  alias?: Record<string, string>;
}

/** What was typed. */
export interface Options {
  /** What is no option, in order. */
  words: string[];
  /** The value of an option, if it was given. */
  text(name: string): string | undefined;
  /** The values of an option that may be given several times. */
  list(name: string): string[];
  /** The value as a whole number within a range. */
  whole(name: string, range: readonly [number, number]): number | undefined;
  /** The same as a file's name with one of some extensions. */
  file(name: string, ...extensions: string[]): string | undefined;
  /** Whether an option without a value was given. */
  flag(name: string): boolean;
}

/**
 * Takes the words of a command line apart.
 *
 * @param words The words.
 * @param known The options there are.
 * @returns What was typed.
 * @throws {UsageError} If an option is unknown or lacks its value.
 */
export function parseOptions(words: string[], known: KnownOptions): Options {
  const { values, lists = [], flags, alias } = known;
  let unknown: string | undefined;
  const parsed: Record<string, unknown> & { _: string[] } = parseArgs(words, {
    string: [...values, ...lists, "_"],
    collect: lists,
    boolean: flags,
    alias,
    unknown: (word: string, key?: string) => {
      if (key !== undefined) unknown ??= word;
      return key === undefined;
    },
  });
  const list = (name: string) => parsed[name] as string[];
  const emptied = values.find((name) => parsed[name] === "") ??
    lists.find((name) => list(name).includes(""));
  if (emptied) throw new UsageError(missingValue(emptied, words));
  if (unknown) throw new UsageError(`unknown option ${unknown}; see --help`);
  const text = (name: string) => parsed[name] as string | undefined;
  return {
    words: parsed._,
    text,
    list,
    whole: (name, range) => wholeNumber(name, text(name), range),
    file: (name, ...extensions) => fileNamed(name, text(name), extensions),
    flag: (name) => parsed[name] as boolean,
  };
}

/** A word that begins with a dash, such as -1, is not taken as a value. */
function missingValue(name: string, words: string[]): string {
  const at = words.lastIndexOf(`--${name}`);
  const next = at < 0 ? undefined : words[at + 1];
  const not = next === undefined ? "" : `, not "${next}"`;
  return `--${name} needs a value${not}; see --help`;
}
