import { isAbsolute } from "node:path";
import { validateOptions } from "../../src/validate.ts";
import type { UpscaleOptions } from "../../src/upscale.ts";
import type { UsrnetWeights } from "../../src/usrnet/weights.ts";
import type {
  HostMessage,
  RequestOptions,
  UpscaleRequest,
} from "./messages.ts";
import { readPixels } from "./pixels.ts";
import { RequestError } from "./request_error.ts";

/** The most bytes of a message. */
export const MOST_BYTES = 64 * 2 ** 20;

/** The fields of a message, of any type. */
export type Fields = Record<string, unknown>;

/** The options that are handed on. */
const OPTIONS = [
  "scale",
  "preset",
  "restorer",
  "kernelPrior",
  "iterations",
  "seed",
  "noise",
  "tile",
  "device",
  "weights",
] as const;

/**
 * Takes a message apart.
 *
 * @param bytes The message; of a longer one the first {@linkcode MOST_BYTES} + 1.
 * @returns The fields.
 * @throws {RequestError} If it is no JSON object.
 */
export function readFields(bytes: Uint8Array): Fields {
  const value = readJson(bytes);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new RequestError("a message must be a JSON object");
  }
  return value as Fields;
}

function readJson(bytes: Uint8Array): unknown {
  if (bytes.length > MOST_BYTES) {
    const most = MOST_BYTES / 2 ** 20;
    throw new RequestError(`a message must be at most ${most} MiB long`);
  }
  try {
    const decoder = new TextDecoder("utf-8", { fatal: true });
    return JSON.parse(decoder.decode(bytes));
  } catch {
    throw new RequestError("a message must be JSON in UTF-8");
  }
}

/**
 * Reads what a host asks for.
 *
 * @param fields The fields of its message.
 * @returns What it asks for.
 * @throws {RequestError} If it makes no sense.
 */
export function readMessage(fields: Fields): HostMessage {
  const { type, id } = fields;
  if (type !== "upscale" && type !== "cancel") {
    throw new RequestError('type must be "upscale" or "cancel"');
  }
  if (typeof id !== "string") throw new RequestError("id must be a string");
  return type === "cancel"
    ? { type, id }
    : { type, request: readRequest(fields, id) };
}

function readRequest(fields: Fields, id: string): UpscaleRequest {
  const options = readOptions(fields.options);
  const input = readPath(fields, "input");
  const output = readPath(fields, "output");
  const preview = readPath(fields, "preview");
  if ((input === undefined) === (fields.pixels === undefined)) {
    throw new RequestError("a message must have either input or pixels");
  }
  if (input === undefined) {
    const pixels = readPixels(fields.pixels, options.scale);
    return { id, input: pixels, output, preview, options };
  }
  if (output === undefined) {
    throw new RequestError("output must be the path of the PNG to write");
  }
  return { id, input, output, preview, options };
}

function readPath(fields: Fields, name: string): string | undefined {
  const path = fields[name];
  if (path === undefined) return undefined;
  if (typeof path === "string" && isAbsolute(path) && !path.includes("\0")) {
    return path;
  }
  throw new RequestError(`${name} must be an absolute path`);
}

function readOptions(given: unknown): RequestOptions {
  if (typeof given !== "object" || given === null) {
    throw new RequestError("options must be an object with a scale");
  }
  const fields = given as Fields;
  const options = Object.fromEntries(
    OPTIONS.filter((name) => Object.hasOwn(fields, name)).map((name) => [
      name,
      fields[name],
    ]),
  );
  const weights = readPath(options, "weights");
  try {
    // The weights are read when their turn comes, and there are some by default.
    const checked = { ...options, weights: {} as UsrnetWeights };
    validateOptions(checked as unknown as UpscaleOptions);
  } catch (error) {
    throw new RequestError((error as Error).message);
  }
  return { ...options, weights } as RequestOptions;
}
