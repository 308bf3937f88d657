import { isAbsolute, join } from "node:path";
import { Failure } from "../errors.ts";
import { fileInfo } from "../paths.ts";

/** The computer that GIMP is looked for on. */
export interface Machine {
  /** Its system. */
  system: typeof Deno.build.os;
  /** The value of an environment variable. */
  variable(name: string): string | undefined;
}

/** A GIMP that a user has started at least once. */
export interface Gimp {
  /** Such as `2.10` or `3.0`. */
  version: string;
  /** The user's folder of it. */
  folder: string;
  /** What it is locked in, if it is. */
  sandbox?: "Flatpak" | "Snap";
}

/** A folder that has one for each version of GIMP. */
type Place = Pick<Gimp, "folder" | "sandbox">;

/** The versions that there are plug-ins for. */
const VERSION = /^(2\.10|3\.\d+)$/;

/** This computer. */
export const THIS_MACHINE: Machine = {
  system: Deno.build.os,
  variable: (name) => Deno.env.get(name),
};

/**
 * Finds the user's GIMPs by the folders that they made for the user.
 *
 * @param machine Where to look.
 * @returns One or more.
 * @throws {Failure} If there are none.
 */
export function findGimps(machine: Machine): Gimp[] {
  const places = placesOn(machine);
  const gimps = places.flatMap(gimpsIn);
  if (gimps.length > 0) return gimps;
  const looked = places.map(({ folder }) => folder).join(", ");
  throw new Failure(
    `no GIMP 2.10 or 3 was found in ${looked}; start GIMP once, so that it makes its folder`,
  );
}

function gimpsIn({ folder, sandbox }: Place): Gimp[] {
  return subfolders(folder)
    .filter((version) => VERSION.test(version))
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }))
    .map((version) => ({ version, folder: join(folder, version), sandbox }));
}

function subfolders(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name)
      .filter((name) => fileInfo(join(folder, name))?.isDirectory);
  } catch {
    return [];
  }
}

function placesOn(machine: Machine): Place[] {
  if (machine.system === "windows") {
    return [{ folder: join(needed(machine, "APPDATA"), "GIMP") }];
  }
  const home = needed(machine, "HOME");
  if (machine.system === "darwin") {
    return [{ folder: join(home, "Library", "Application Support", "GIMP") }];
  }
  const config = machine.variable("XDG_CONFIG_HOME") ?? "";
  return [
    // The XDG specification has relative paths ignored.
    { folder: join(isAbsolute(config) ? config : `${home}/.config`, "GIMP") },
    {
      folder: join(home, ".var/app/org.gimp.GIMP/config/GIMP"),
      sandbox: "Flatpak",
    },
    { folder: join(home, "snap/gimp/current/.config/GIMP"), sandbox: "Snap" },
  ];
}

function needed({ variable }: Machine, name: string): string {
  const value = variable(name);
  if (value) return value;
  throw new Failure(
    `cannot tell where GIMP's folders are: the environment variable ${name} is not set; set it`,
  );
}
