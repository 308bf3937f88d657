import type { EngineName } from "../engine/mod.ts";
import {
  type BridgeArguments,
  bridgeArguments,
} from "./bridge/bridge_arguments.ts";
import { BRIDGE_HELP } from "./bridge/bridge_help.ts";
import {
  type DegradeArguments,
  degradeArguments,
} from "./degrade/degrade_arguments.ts";
import { DEGRADE_HELP } from "./degrade/degrade_help.ts";
import { DOCTOR_HELP } from "./doctor_help.ts";
import { doctorArguments } from "./doctor_arguments.ts";
import {
  type CompareArguments,
  type EvaluateArguments,
  evaluateArguments,
} from "./evaluate/evaluate_arguments.ts";
import { EVALUATE_HELP } from "./evaluate/evaluate_help.ts";
import { type GimpArguments, gimpArguments } from "./gimp/gimp_arguments.ts";
import { GIMP_HELP } from "./gimp/gimp_help.ts";
import { HELP } from "./help.ts";
import {
  type ServeArguments,
  serveArguments,
} from "./serve/serve_arguments.ts";
import { SERVE_HELP } from "./serve/serve_help.ts";
import {
  type UpscaleArguments,
  upscaleArguments,
} from "./upscale_arguments.ts";
import {
  type WeightsArguments,
  weightsArguments,
} from "./weights/weights_arguments.ts";
import { WEIGHTS_HELP } from "./weights/weights_help.ts";

/** What to do: upscale, another command, or print something and end. */
export type Command =
  | { name: "upscale"; arguments: UpscaleArguments }
  | { name: "doctor"; device: EngineName }
  | { name: "weights"; arguments: WeightsArguments }
  | { name: "degrade"; arguments: DegradeArguments }
  | { name: "evaluate"; arguments: EvaluateArguments | CompareArguments }
  | { name: "bridge"; arguments: BridgeArguments }
  | { name: "gimp"; arguments: GimpArguments }
  | { name: "serve"; arguments: ServeArguments }
  | { name: "help"; text: string }
  | { name: "version" };

/** The commands that are named, and their help. */
const HELPS = {
  doctor: DOCTOR_HELP,
  weights: WEIGHTS_HELP,
  degrade: DEGRADE_HELP,
  evaluate: EVALUATE_HELP,
  bridge: BRIDGE_HELP,
  gimp: GIMP_HELP,
  serve: SERVE_HELP,
};

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
    case "weights":
      return { name, arguments: weightsArguments(line) };
    case "degrade":
      return { name, arguments: degradeArguments(line) };
    case "evaluate":
      return { name, arguments: evaluateArguments(line) };
    case "bridge":
      return { name, arguments: bridgeArguments(line) };
    case "gimp":
      return { name, arguments: gimpArguments(line) };
    case "serve":
      return { name, arguments: serveArguments(line) };
    case undefined:
      return { name: "upscale", arguments: upscaleArguments(line) };
  }
}
