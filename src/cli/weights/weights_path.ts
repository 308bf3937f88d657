import { isAbsolute, join } from "node:path";
import { Failure } from "../errors.ts";

/**
 * Where downloaded weights are kept.
 *
 * @returns The file, in the user's cache.
 * @throws {Failure} If the system does not say where that is.
 */
export function weightsPath(): string {
  return join(cacheFolder(), "mlmc", "usrnet_tiny.pth");
}

function cacheFolder(): string {
  if (Deno.build.os === "windows") return variable("LOCALAPPDATA");
  if (Deno.build.os === "darwin") {
    return join(variable("HOME"), "Library", "Caches");
  }
  const folder = Deno.env.get("XDG_CACHE_HOME") ?? "";
  // The XDG specification has relative paths ignored.
  return isAbsolute(folder) ? folder : join(variable("HOME"), ".cache");
}

function variable(name: string): string {
  const value = Deno.env.get(name);
  if (value) return value;
  throw new Failure(
    `cannot tell where your cache is: the environment variable ${name} is not set; set it`,
  );
}
