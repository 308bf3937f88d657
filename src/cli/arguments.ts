import type { EngineName } from "../engine/mod.ts";
import { doctorArguments } from "./doctor_arguments.ts";
import { HELP } from "./help.ts";
import {
  type UpscaleArguments,
  upscaleArguments,
} from "./upscale_arguments.ts";

/** What to do: upscale, another command, or print something and end. */
export type Command =
  | { name: "upscale"; arguments: UpscaleArguments }
  | { name: "doctor"; device: EngineName }
  | { name: "help"; text: string }
  | { name: "version" };

/** The commands that are named, and their help. */
const HELPS = { doctor: HELP };

/**
 * Reads the command line. What begins with no command's name is an upscaling.
 *
 * @param args The words after the program's name.
 * @returns What to do.
 * @throws {UsageError} If they make no sense.
 */
export function parseArguments(args: string[]): Command {
  const name = Object.keys(HELPS).find((name) => name === args[0]) as
    | keyof typeof HELPS
    | undefined;
  const line = name ? args.slice(1) : args;
  const options = line.includes("--")
    ? line.slice(0, line.indexOf("--"))
    : line;
  if (options.some((word) => word === "--help" || word === "-h")) {
    return { name: "help", text: name ? HELPS[name] : HELP };
  }
  if (!name && options.includes("--version")) return { name: "version" };
  switch (name) {
    case "doctor":
      return { name, device: doctorArguments(line) };
    case undefined:
      return { name: "upscale", arguments: upscaleArguments(line) };
  }
}
