import { isAbsolute, join } from "node:path";
import { fileInfo } from "../paths.ts";
import type { Gimp, Machine } from "./find_gimps.ts";
import { findInstalled, isUpToDate } from "./installed.ts";
import type { MlmcPackage } from "./mlmc_package.ts";
import { pluginFor, type PluginNote, spoolFolder } from "./plugin.ts";
import { startLine } from "./start_line.ts";

/** How the plug-in of a GIMP is. */
export interface Status {
  /** Whether it is there, and is what would be installed now. */
  state: "absent" | "current" | "outdated" | "foreign";
  /** Its version, if it is there. */
  pluginVersion?: string;
  /** What starts the bridge, by the plug-in. */
  command?: string[];
  /** The programs of that command that are not where they should be. */
  missing: string[];
  /** The bridge that a GIMP needs which cannot start one. */
  bridge?: BridgeStatus;
}

/** Whether a bridge runs. */
export interface BridgeStatus {
  /** The folder of its messages. */
  spool: string;
  /** Whether it shows signs of life. */
  isRunning: boolean;
  /** What starts it, as it is typed. */
  start: string;
}

/** Milliseconds without a sign of life after which a bridge is taken for dead. */
const PATIENCE = 15_000;

/**
 * Examines the plug-in in a GIMP's folder.
 *
 * @param gimp The GIMP.
 * @param mlmc What the plug-in should start.
 * @param system What it runs on.
 * @returns How it is.
 * @throws {Failure} If the plug-in's source cannot be read.
 */
export async function examine(
  gimp: Gimp,
  mlmc: MlmcPackage,
  system: Machine["system"],
): Promise<Status> {
  const { note, foreign } = findInstalled(gimp);
  const wanted = await pluginFor(gimp, mlmc, system);
  const isCurrent = note?.files.length === wanted.files.length &&
    wanted.files.every((file) => isUpToDate(gimp, file));
  const there = isCurrent ? "current" : "outdated";
  const spool = spoolFolder(gimp);
  return {
    state: foreign ? "foreign" : note ? there : "absent",
    pluginVersion: note?.version,
    command: note?.command,
    missing: note ? missingOf(note) : [],
    bridge: spool === undefined ? undefined : {
      spool,
      isRunning: isRunning(spool),
      start: startLine((note ?? wanted.note).command, system),
    },
  };
}

/** A module in a registry is not looked for. */
function missingOf({ command }: PluginNote): string[] {
  return command.slice(0, command.indexOf("bridge"))
    .filter((word) => isAbsolute(word) && !fileInfo(word)?.isFile);
}

function isRunning(spool: string): boolean {
  try {
    const { time } = JSON.parse(
      Deno.readTextFileSync(join(spool, "bridge.json")),
    );
    return Date.now() - time < PATIENCE;
  } catch {
    return false;
  }
}
