import { isIP } from "node:net";
import type { EngineName } from "../../engine/mod.ts";
import { UsageError } from "../errors.ts";
import { deviceName } from "../option_values.ts";
import { parseOptions } from "../parse_options.ts";

/** What the user asked of `mlmc serve`. */
export interface ServeArguments {
  /** The address to listen on. */
  host: string;
  /** The port; 0 for any free one. */
  port: number;
  /** Origins of pages that may use the service, besides Photopea's and its own. */
  origins: string[];
  /** What to compute on. */
  device: EngineName;
  /** Whether to open Photopea. */
  open: boolean;
  /** Whether to print nothing but errors. */
  quiet: boolean;
}

const HOST = "127.0.0.1";
const PORT = 8896;
const PORTS = [0, 65_535] as const;

/**
 * Reads the command line of `serve`.
 *
 * @param line The words after the command.
 * @returns What the user asked for.
 * @throws {UsageError} If they make no sense.
 */
export function serveArguments(line: string[]): ServeArguments {
  const { words, text, list, whole, flag } = parseOptions(line, {
    values: ["port", "host", "device"],
    lists: ["allow-origin"],
    flags: ["open", "quiet"],
  });
  if (words.length > 0) {
    throw new UsageError(`serve takes options alone, not "${words[0]}"`);
  }
  return {
    host: hostOf(text("host") ?? HOST),
    port: whole("port", PORTS) ?? PORT,
    origins: list("allow-origin").map(originOf),
    device: deviceName(text("device")),
    open: flag("open"),
    quiet: flag("quiet"),
  };
}

function hostOf(host: string): string {
  if (isIP(host) !== 0) return host;
  throw new UsageError(
    `--host must be an IP address of this machine, such as ${HOST}, not "${host}"`,
  );
}

/** An origin as browsers write it. */
function originOf(text: string): string {
  const url = URL.parse(text);
  const isOrigin = /^https?:\/\/[^/]+$/i.test(text) &&
    url?.href === `${url?.origin}/`;
  if (url && isOrigin) return url.origin;
  throw new UsageError(
    `--allow-origin must be an origin such as https://example.com or http://localhost:8080, not "${text}"`,
  );
}
