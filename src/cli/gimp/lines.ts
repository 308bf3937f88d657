import type { Gimp } from "./find_gimps.ts";
import type { Changes } from "./install.ts";
import { pluginFolder } from "./plugin.ts";
import type { BridgeStatus, Status } from "./status.ts";

/**
 * What was done in a GIMP's folder.
 *
 * @param gimp The GIMP.
 * @param changes What was done.
 * @param isInstalled Whether the plug-in is there now.
 * @param bridge Of a GIMP that needs one running.
 * @returns Lines for the user.
 */
export function changeLines(
  gimp: Gimp,
  { written, kept, removed }: Changes,
  isInstalled: boolean,
  bridge?: BridgeStatus,
): string[] {
  const lines = [
    ...written.map((path) => `wrote ${path}`),
    ...removed.map((path) => `removed ${path}`),
    ...kept.map((path) => `${path} is up to date`),
  ];
  if (lines.length === 0) lines.push("nothing was installed");
  if (written.length > 0) {
    lines.push("start GIMP anew to see Filters > Enhance > Blind Upscale...");
  }
  if (isInstalled) lines.push(...caveats(gimp, bridge));
  return titled(gimp, lines);
}

/**
 * How the plug-in of a GIMP is.
 *
 * @param gimp The GIMP.
 * @param status How it is.
 * @returns Lines for the user.
 */
export function statusLines(gimp: Gimp, status: Status): string[] {
  const { state, pluginVersion, command, missing, bridge } = status;
  const lines = [stateLine(gimp, state, pluginVersion)];
  if (command && !bridge) lines.push(`it starts: ${command.join(" ")}`);
  for (const path of missing) {
    lines.push(`${path} is not there any more; run mlmc gimp install`);
  }
  if (state !== "absent" && state !== "foreign") {
    lines.push(...caveats(gimp, bridge));
  }
  return titled(gimp, lines);
}

function titled(gimp: Gimp, lines: string[]): string[] {
  return [
    `${nameOf(gimp)}, ${gimp.folder}`,
    ...lines.map((line) => `  ${line}`),
  ];
}

function nameOf({ version, sandbox }: Gimp): string {
  return `GIMP ${version}${sandbox ? ` from ${sandbox}` : ""}`;
}

function stateLine(
  gimp: Gimp,
  state: Status["state"],
  version: string | undefined,
): string {
  switch (state) {
    case "absent":
      return "not installed; run mlmc gimp install";
    case "foreign":
      return `what is in ${
        pluginFolder(gimp)
      } was not written by mlmc gimp install`;
    case "current":
      return `version ${version}, up to date`;
    case "outdated":
      return `version ${version}, not what this mlmc would install; run mlmc gimp install`;
  }
}

function caveats(gimp: Gimp, bridge: BridgeStatus | undefined): string[] {
  if (bridge) {
    return bridge.isRunning
      ? ["a bridge is running"]
      : [`no bridge is running; start it with: ${bridge.start}`];
  }
  return gimp.sandbox
    ? [
      `${gimp.sandbox} lets GIMP start no program outside, so that it cannot start MLMC; use a GIMP that is not from ${gimp.sandbox}`,
    ]
    : [];
}
