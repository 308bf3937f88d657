import { ByteReader } from "./byte_reader.ts";
import { CheckpointError, printable } from "./checkpoint_error.ts";
import { ELEMENT_TYPES } from "./element_types.ts";
import {
  denseStrides,
  isShape,
  isSize,
  type Layout,
  product,
  type StoredTensor,
  TensorReader,
} from "./stored_tensor.ts";

/** Bytes before the header: its length. */
const PREFIX = 8;
/** A thousand times what a USRNet takes. It bounds what the JSON can grow to. */
const MOST_HEADER = 2 ** 22;

/**
 * Whether a file looks like one of safetensors.
 *
 * @param bytes The file's content.
 * @returns Whether a length is followed by what may be JSON.
 */
export function isSafetensors(bytes: Uint8Array): boolean {
  return bytes[PREFIX] === "{".charCodeAt(0) && bytes[PREFIX - 1] === 0;
}

/**
 * Reads a safetensors file: the length of a header, the header in JSON, and
 * the numbers.
 *
 * @param bytes The file's content.
 * @returns The tensors, by name.
 * @throws {CheckpointError} If it is damaged.
 */
export function readSafetensors(bytes: Uint8Array): Map<string, StoredTensor> {
  const file = new ByteReader(bytes);
  const entries = readHeader(file);
  const body = bytes.subarray(file.at);
  const reader = new TensorReader(bytes.length);
  const tensors = new Map<string, StoredTensor>();
  for (const [name, entry] of Object.entries(entries)) {
    if (name === "__metadata__") continue;
    tensors.set(name, reader.read(name, layoutOf(name, entry, body)));
  }
  if (tensors.size === 0) throw new CheckpointError("holds no weights");
  return tensors;
}

function readHeader(file: ByteReader): Record<string, unknown> {
  const length = file.signed(PREFIX);
  if (!isSize(length) || length > MOST_HEADER) throw damaged("its header");
  const text = file.text(length);
  try {
    return JSON.parse(text);
  } catch {
    throw damaged("its header");
  }
}

function layoutOf(name: string, entry: unknown, body: Uint8Array): Layout {
  const { dtype, shape, data_offsets: range } = Object(entry);
  const isKnown = typeof dtype === "string" &&
    Object.hasOwn(ELEMENT_TYPES, dtype);
  if (!isKnown) {
    throw new CheckpointError(
      `holds ${printable(name)} as numbers of a kind that is not known here`,
    );
  }
  if (!isShape(shape) || !isShape(range)) throw damaged(printable(name));
  const type = ELEMENT_TYPES[dtype];
  const [from, to] = range;
  if (to - from !== product(shape) * type.bytes) throw damaged(printable(name));
  const bytes = body.subarray(from, to);
  return { type, bytes, offset: 0, shape, strides: denseStrides(shape) };
}

function damaged(what: string): CheckpointError {
  return new CheckpointError(`is damaged: ${what} makes no sense`);
}
