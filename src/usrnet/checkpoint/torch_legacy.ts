import { ByteReader } from "./byte_reader.ts";
import { CheckpointError } from "./checkpoint_error.ts";
import { unpickle } from "./pickle.ts";
import { readStateDict } from "./state_dict.ts";
import type { StoredTensor } from "./stored_tensor.ts";
import { type Storage, TorchWorld } from "./torch_world.ts";

/** What such a file begins with. */
const MAGIC = 0x1950a86a20f9469cfc6cn;
const PROTOCOL = 1001;

/**
 * Reads a checkpoint as PyTorch wrote it before 1.6: a row of pickles (a magic
 * number, a version, a word on the machine, the weights, the keys of their
 * storages), then the storages, each with its length before it.
 *
 * @param bytes The file's content.
 * @returns The tensors, by name.
 * @throws {CheckpointError} If it is damaged or holds something else.
 */
export function readTorchLegacy(bytes: Uint8Array): Map<string, StoredTensor> {
  const reader = new ByteReader(bytes);
  const world = new TorchWorld();
  if (unpickle(reader, world) !== MAGIC) {
    throw new CheckpointError("is a Python pickle, but none of PyTorch's");
  }
  const machine = unpickle(reader, world) === PROTOCOL &&
    unpickle(reader, world);
  const isKnown = machine instanceof Map && machine.get("little_endian");
  if (isKnown !== true) {
    throw new CheckpointError(
      "is of a version of PyTorch's format that is not known",
    );
  }
  const root = unpickle(reader, world);
  const contents = readStorages(reader, unpickle(reader, world), world);
  return readStateDict(root, bytes.length, (storage) => {
    const content = contents.get(storage);
    if (content) return content;
    throw new CheckpointError("is damaged: some of its weights are missing");
  });
}

function readStorages(
  reader: ByteReader,
  keys: unknown,
  { storages }: TorchWorld,
): Map<Storage, Uint8Array> {
  const contents = new Map<Storage, Uint8Array>();
  for (const key of Array.isArray(keys) ? keys : []) {
    const storage = storages.get(key);
    if (!storage || reader.signed(8) !== storage.count) {
      throw new CheckpointError("is damaged: its weights are not as listed");
    }
    contents.set(storage, reader.take(storage.count * storage.type.bytes));
  }
  return contents;
}
