import { CheckpointError, printable } from "./checkpoint_error.ts";
import { type StoredTensor, TensorReader } from "./stored_tensor.ts";
import { type Storage, TensorView } from "./torch_world.ts";

/** What programs call the weights in a checkpoint that holds more; the first that is there is meant. */
const WRAPPERS = ["params_ema", "params", "state_dict", "model"];

/**
 * Takes the weights out of what a checkpoint holds.
 *
 * @param root A dictionary of tensors, or one that holds it under one of the
 * usual names.
 * @param size Bytes of the file.
 * @param bytesOf Finds the content of a storage.
 * @returns The tensors, by name.
 * @throws {CheckpointError} If it is something else, or a tensor does not fit
 * into its storage.
 */
export function readStateDict(
  root: unknown,
  size: number,
  bytesOf: (storage: Storage) => Uint8Array,
): Map<string, StoredTensor> {
  const reader = new TensorReader(size);
  const tensors = new Map<string, StoredTensor>();
  for (const [name, value] of entriesOf(root)) {
    if (typeof name !== "string" || !(value instanceof TensorView)) {
      throw new CheckpointError(
        `holds something else than a tensor as ${printable(String(name))}`,
      );
    }
    const { part: { storage, start, count }, ...axes } = value;
    const { type } = storage;
    const bytes = bytesOf(storage)
      .subarray(start * type.bytes, (start + count) * type.bytes);
    tensors.set(name, reader.read(name, { type, bytes, ...axes }));
  }
  return tensors;
}

function entriesOf(root: unknown): Map<unknown, unknown> {
  if (!(root instanceof Map)) throw new CheckpointError("holds no weights");
  const wrapped = WRAPPERS.map((name) => root.get(name))
    .find((value) => value instanceof Map);
  const entries = wrapped ?? root;
  if (entries.size === 0) throw new CheckpointError("holds no weights");
  return entries;
}
