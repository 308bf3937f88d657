import { messageOf, report } from "../errors.ts";
import {
  findGimps,
  type Gimp,
  type Machine,
  THIS_MACHINE,
} from "./find_gimps.ts";
import type { GimpArguments } from "./gimp_arguments.ts";
import { type Changes, install, uninstall } from "./install.ts";
import { type MlmcPackage, THIS_PACKAGE } from "./mlmc_package.ts";
import { changeLines, statusLines } from "./lines.ts";
import { examine, type Status } from "./status.ts";

/** What `--json` tells of a GIMP. */
export type GimpOutcome =
  & Gimp
  & Partial<Changes>
  & Partial<Status>
  & { problem?: string };

/**
 * Installs the plug-ins of GIMP, removes them, or tells how they are.
 *
 * @param args What the user asked for.
 * @param machine Where GIMP is looked for.
 * @param mlmc What the plug-ins are to start.
 * @returns The exit code: 1 if something failed in one of several GIMPs.
 * @throws {Failure} If there is no GIMP.
 */
export async function gimpCommand(
  args: GimpArguments,
  machine: Machine = THIS_MACHINE,
  mlmc: MlmcPackage = THIS_PACKAGE,
): Promise<number> {
  const outcomes: GimpOutcome[] = [];
  let code = 0;
  for (const gimp of findGimps(machine)) {
    try {
      const { lines, ...found } = await act(args, gimp, machine, mlmc);
      outcomes.push({ ...gimp, ...found });
      if (!args.quiet && !args.json) lines.forEach((line) => console.log(line));
    } catch (error) {
      outcomes.push({ ...gimp, problem: messageOf(error) });
      code = report(error);
    }
  }
  if (args.json) console.log(JSON.stringify(outcomes));
  return code;
}

async function act(
  { action }: GimpArguments,
  gimp: Gimp,
  { system }: Machine,
  mlmc: MlmcPackage,
): Promise<GimpOutcome & { lines: string[] }> {
  if (action === "status") {
    const status = await examine(gimp, mlmc, system);
    return { ...gimp, ...status, lines: statusLines(gimp, status) };
  }
  const changes = action === "install"
    ? await install(gimp, mlmc, system)
    : uninstall(gimp);
  const isInstalled = action === "install";
  const { bridge } = isInstalled ? await examine(gimp, mlmc, system) : {};
  return {
    ...gimp,
    ...changes,
    lines: changeLines(gimp, changes, isInstalled, bridge),
  };
}
