import {
  call,
  dictionary,
  global,
  join,
  list,
  little,
  pickle,
  text,
  tuple,
  whole,
} from "./write_pickle.ts";

/** A tensor that a file is made of. What is left out is as it should be. */
export interface TensorSpec {
  shape: number[];
  /** The bytes of its storage. */
  content: Uint8Array;
  /** The name of its storage's class, without `Storage`. */
  type?: string;
  /** Bytes of a number. */
  bytes?: number;
  offset?: number;
  strides?: number[];
  /** Numbers in the storage. */
  count?: number;
  /** A part of the storage: its start and length. */
  view?: [number, number];
}

/** An entry of a zip file. What is left out is as it should be. */
export interface EntrySpec {
  content: Uint8Array;
  compression?: number;
  flags?: number;
  size?: number;
  originalSize?: number;
  /** Where its header is said to be. */
  at?: number;
}

const MAGIC = 0x1950a86a20f9469cfc6cn;

/** The bytes of float32 numbers. */
export function floats(...values: number[]): Uint8Array {
  return new Uint8Array(Float32Array.from(values).buffer);
}

/** Instructions of a pickle that make a dictionary of tensors. */
export function stateDict(tensors: Record<string, TensorSpec>): Uint8Array {
  return dictionary(
    Object.fromEntries(
      Object.entries(tensors).map(([name, spec]) => [name, tensor(name, spec)]),
    ),
  );
}

/** Instructions of a pickle that make a tensor. */
export function tensor(key: string, spec: TensorSpec): Uint8Array {
  const { type = "Float", shape, offset = 0, view } = spec;
  const strides = spec.strides ??
    shape.map((_, i) => shape.slice(i + 1).reduce((a, b) => a * b, 1));
  const storage = tuple(
    text("storage"),
    global("torch", `${type}Storage`),
    text(key),
    text("cpu"),
    whole(countOf(spec)),
    view ? tuple(text("part"), ...view.map(whole)) : join("N"),
  );
  return call(
    global("torch._utils", "_rebuild_tensor_v2"),
    join(storage, "Q"),
    whole(offset),
    tuple(...shape.map(whole)),
    tuple(...strides.map(whole)),
    join(0x89),
    call(global("collections", "OrderedDict")),
  );
}

function countOf({ count, content, bytes = 4 }: TensorSpec): number {
  return count ?? content.length / bytes;
}

/** A file as PyTorch wrote it before 1.6. */
export function legacyFile(
  tensors: Record<string, TensorSpec>,
  root: Uint8Array = stateDict(tensors),
): Uint8Array {
  const storages = Object.values(tensors)
    .map((spec) => join(little(countOf(spec), 8), spec.content));
  return join(
    pickle(whole(MAGIC)),
    pickle(whole(1001)),
    pickle(dictionary({ little_endian: join(0x88) })),
    pickle(root),
    pickle(list(...Object.keys(tensors).map(text))),
    ...storages,
  );
}

/** The entries of a file as PyTorch writes it since 1.6. */
export function torchEntries(
  tensors: Record<string, TensorSpec>,
  root: Uint8Array = stateDict(tensors),
): Record<string, EntrySpec> {
  const storages = Object.entries(tensors)
    .map(([name, { content }]) => [`x/data/${name}`, { content }]);
  return {
    "x/data.pkl": { content: pickle(root) },
    "x/byteorder": { content: join("little") },
    ...Object.fromEntries(storages),
    "x/version": { content: join("3\n") },
  };
}

/** A zip file. */
export function zipFile(entries: Record<string, EntrySpec>): Uint8Array {
  let body = join();
  let directory = join();
  for (const [name, { content, ...spec }] of Object.entries(entries)) {
    const { compression = 0, flags = 0, at = body.length } = spec;
    const { size = content.length, originalSize = size } = spec;
    const common = join(
      little(20, 2),
      little(flags, 2),
      little(compression, 2),
      little(0, 8), // time, date, checksum
      little(size, 4),
      little(originalSize, 4),
      little(name.length, 2),
      little(0, 2),
    );
    directory = join(
      ...[directory, "PK\x01\x02", little(20, 2), common, little(0, 10)],
      ...[little(at, 4), name],
    );
    body = join(body, "PK\x03\x04", common, name, content);
  }
  const count = little(Object.keys(entries).length, 2);
  const sizes = join(little(directory.length, 4), little(body.length, 4));
  return join(
    ...[body, directory, "PK\x05\x06", little(0, 4), count, count, sizes],
    little(0, 2),
  );
}

/** A safetensors file. */
export function safetensorsFile(
  header: unknown,
  body: Uint8Array,
): Uint8Array {
  const json = join(JSON.stringify(header));
  return join(little(json.length, 8), json, body);
}
