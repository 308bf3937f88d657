import { join } from "node:path";
import { fileInfo } from "../paths.ts";
import type { Gimp } from "./find_gimps.ts";
import {
  mainFile,
  noteFile,
  type PluginFile,
  pluginFolder,
  type PluginNote,
  readNote,
} from "./plugin.ts";

/** What of the plug-in is in a GIMP's folder. */
export interface Installed {
  /** What was noted of it; left out if it is not there, or another's. */
  note?: PluginNote;
  /** What is in its place, but was not written by `mlmc gimp install`. */
  foreign?: string;
}

/**
 * Looks for the plug-in in a GIMP's folder.
 *
 * @param gimp The GIMP.
 * @returns What is there.
 */
export function findInstalled(gimp: Gimp): Installed {
  const folder = pluginFolder(gimp);
  const path = join(folder, noteFile(gimp));
  const note = fileInfo(path)?.isFile ? readNote(textOf(path)) : undefined;
  if (note) return { note };
  const foreign = [path, join(folder, mainFile(gimp))].find(fileInfo);
  return foreign ? { foreign } : {};
}

/**
 * Whether a file lies in a GIMP's folder as it should.
 *
 * @param gimp The GIMP.
 * @param file The file.
 * @returns Whether it does.
 */
export function isUpToDate(gimp: Gimp, file: PluginFile): boolean {
  const path = join(pluginFolder(gimp), file.name);
  const info = fileInfo(path);
  if (!info?.isFile || info.size !== file.bytes.length) return false;
  // Windows has no such bits.
  if (file.isProgram && info.mode !== null && !(info.mode & 0o100)) {
    return false;
  }
  const bytes = bytesOf(path);
  return bytes !== undefined &&
    file.bytes.every((byte, i) => byte === bytes[i]);
}

function textOf(path: string): string {
  return new TextDecoder().decode(bytesOf(path) ?? new Uint8Array());
}

function bytesOf(path: string): Uint8Array | undefined {
  try {
    return Deno.readFileSync(path);
  } catch {
    // What cannot be read is not what was written.
    return undefined;
  }
}
