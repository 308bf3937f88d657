import { join } from "node:path";
import { toScheme } from "../../../plugins/gimp-bridge/scheme.ts";
import type { Gimp, Machine } from "./find_gimps.ts";
import {
  type MlmcPackage,
  readFolder,
  readPackageFile,
} from "./mlmc_package.ts";
import { startLine } from "./start_line.ts";

/** The plug-in for a GIMP, as it is to lie in the user's folder. */
export interface Plugin {
  /** What is noted of it in its first file. */
  note: PluginNote;
  /** The files; the first one has the note. */
  files: PluginFile[];
}

/** What is noted of a plug-in, so that it is known again. */
export interface PluginNote {
  /** Of which version it is. */
  version: string;
  /** What starts the bridge. */
  command: string[];
  /** The names of its files in {@linkcode pluginFolder}. */
  files: string[];
}

/** A file of a plug-in. */
export interface PluginFile {
  /** Its name in {@linkcode pluginFolder}. */
  name: string;
  /** Its content. */
  bytes: Uint8Array;
  /** Whether it is a program. */
  isProgram: boolean;
}

const NAME = "mlmc-blind-upscale";
const SOURCES = "plugins/gimp-bridge";
/** The file with the note, in GIMP 3's plug-in. */
const CONFIG = "config.json";
/** Begins the line with the note, in GIMP 2.10's. */
const MARK = "; Written by mlmc gimp install: ";

/**
 * Where a GIMP's plug-in lies.
 *
 * @param gimp The GIMP.
 * @returns A folder: that of all scripts, or one of its own.
 */
export function pluginFolder(gimp: Gimp): string {
  return isOld(gimp)
    ? join(gimp.folder, "scripts")
    : join(gimp.folder, "plug-ins", NAME);
}

/**
 * The file of a plug-in that has the note.
 *
 * @param gimp The GIMP.
 * @returns Its name in {@linkcode pluginFolder}.
 */
export function noteFile(gimp: Gimp): string {
  return isOld(gimp) ? mainFile(gimp) : CONFIG;
}

/**
 * The file of a plug-in that GIMP runs.
 *
 * @param gimp The GIMP.
 * @returns Its name in {@linkcode pluginFolder}.
 */
export function mainFile(gimp: Gimp): string {
  return isOld(gimp) ? `${NAME}.scm` : `${NAME}.py`;
}

/**
 * The folder of messages to the bridge.
 *
 * @param gimp The GIMP.
 * @returns The folder, if that GIMP cannot start the bridge itself.
 */
export function spoolFolder(gimp: Gimp): string | undefined {
  return isOld(gimp) ? join(gimp.folder, "mlmc-spool") : undefined;
}

/**
 * The plug-in for a GIMP.
 *
 * @param gimp The GIMP.
 * @param mlmc What it is to start.
 * @param system What it is to run on.
 * @returns The plug-in.
 * @throws {Failure} If its source cannot be read.
 */
export async function pluginFor(
  gimp: Gimp,
  mlmc: MlmcPackage,
  system: Machine["system"],
): Promise<Plugin> {
  const spool = spoolFolder(gimp);
  return spool === undefined
    ? await newPlugin(mlmc)
    : await oldPlugin(mlmc, spool, system);
}

/**
 * Reads what is noted in a plug-in.
 *
 * @param text The content of the file that should have the note.
 * @returns The note; undefined if there is none.
 */
export function readNote(text: string): PluginNote | undefined {
  const [line] = text.split("\n");
  try {
    const json = line.startsWith(MARK) ? line.slice(MARK.length) : text;
    const { version, command, files } = JSON.parse(json);
    const isNote = typeof version === "string" && areStrings(command) &&
      areStrings(files) && files.every(isInside);
    return isNote ? { version, command, files } : undefined;
  } catch {
    return undefined;
  }
}

function areStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}

function isInside(name: string): boolean {
  return !name.split(/[/\\]/).some((part) => part === "" || part === "..");
}

function isOld({ version }: Gimp): boolean {
  return version === "2.10";
}

async function newPlugin(mlmc: MlmcPackage): Promise<Plugin> {
  const sources = await readFolder(mlmc, `${SOURCES}/gimp3/${NAME}/`);
  sources.delete(CONFIG);
  const note = {
    version: mlmc.version,
    command: [...mlmc.command, "bridge", "--stdio"],
    files: [CONFIG, ...sources.keys()],
  };
  const config = file(CONFIG, JSON.stringify(note, null, 2) + "\n");
  const programs = [...sources].map(([name, bytes]) => ({
    name,
    bytes,
    isProgram: name === `${NAME}.py`,
  }));
  return { note, files: [config, ...programs] };
}

async function oldPlugin(
  mlmc: MlmcPackage,
  spool: string,
  system: Machine["system"],
): Promise<Plugin> {
  const name = `${NAME}.scm`;
  const url = new URL(`${SOURCES}/gimp2/${name}`, mlmc.root);
  const command = [...mlmc.command, "bridge", "--spool", spool];
  const note = { version: mlmc.version, command, files: [name] };
  let source = new TextDecoder().decode(await readPackageFile(url));
  source = defined(source, "mlmc-spool-installed", spool);
  source = defined(source, "mlmc-start-installed", startLine(command, system));
  const text = `${MARK}${JSON.stringify(note)}\n${source}`;
  return { note, files: [file(name, text)] };
}

/** Fills in a constant of a script. */
function defined(source: string, name: string, value: string): string {
  const empty = `(define ${name} "")`;
  if (!source.includes(empty)) throw new Error(`the script lacks ${empty}`);
  return source.replace(empty, () => `(define ${name} ${toScheme(value)})`);
}

function file(name: string, text: string): PluginFile {
  return { name, bytes: new TextEncoder().encode(text), isProgram: false };
}
