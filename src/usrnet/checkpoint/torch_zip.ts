import { unzipSync } from "fflate";
import { ByteReader } from "./byte_reader.ts";
import { CheckpointError, printable } from "./checkpoint_error.ts";
import { unpickle } from "./pickle.ts";
import { readStateDict } from "./state_dict.ts";
import type { StoredTensor } from "./stored_tensor.ts";
import { TorchWorld } from "./torch_world.ts";

/** An entry of a zip file. */
interface Entry {
  name: string;
  /** Bytes in the file. */
  size: number;
  /** Bytes without compression. */
  originalSize: number;
  /** How it is compressed; 0 is not at all. */
  compression: number;
}

/** Bytes of the two headers of an entry, without its name. */
const HEADERS = 30 + 46;

/**
 * Reads a checkpoint as PyTorch writes it since 1.6: a zip file of a pickle and
 * of the storages, none of them compressed.
 *
 * @param bytes The file's content.
 * @returns The tensors, by name.
 * @throws {CheckpointError} If it is damaged or holds something else.
 */
export function readTorchZip(bytes: Uint8Array): Map<string, StoredTensor> {
  const files = unzip(bytes);
  const [path, ...others] = [...files.keys()].filter(isPickle);
  if (path === undefined || others.length > 0) {
    throw new CheckpointError("is a zip file, but none of PyTorch's");
  }
  const folder = path.slice(0, path.lastIndexOf("/"));
  const order = files.get(`${folder}/byteorder`);
  if (order && new TextDecoder().decode(order) !== "little") {
    throw new CheckpointError("holds numbers with their highest byte first");
  }
  const world = new TorchWorld();
  const root = unpickle(new ByteReader(files.get(path)!), world);
  return readStateDict(root, bytes.length, ({ key, type, count }) => {
    const content = files.get(`${folder}/data/${key}`);
    if (content?.length === count * type.bytes) return content;
    throw new CheckpointError("is damaged: its weights are not as listed");
  });
}

function isPickle(name: string): boolean {
  return /^[^/]+\/data\.pkl$/.test(name);
}

/**
 * All entries. fflate checks little, but all that it allocates is asked for
 * here first: together they are no larger than the file. Encrypted ones do not
 * get through, as encryption adds to their size or names a method of its own.
 */
function unzip(bytes: Uint8Array): Map<string, Uint8Array> {
  const sizes = new Map<string, number>();
  let left = bytes.length;
  const filter = ({ name, size, originalSize, compression }: Entry) => {
    if (compression !== 0) {
      throw new CheckpointError(
        `is compressed (${printable(name)}), which PyTorch's own files are not`,
      );
    }
    left -= HEADERS + size;
    if (size !== originalSize || sizes.has(name) || left < 0) throw damaged();
    sizes.set(name, size);
    return true;
  };
  const files = new Map(Object.entries(unzipFiltered(bytes, filter)));
  for (const [name, size] of sizes) {
    if (files.get(name)?.length !== size) throw damaged();
  }
  return files;
}

function unzipFiltered(
  bytes: Uint8Array,
  filter: (entry: Entry) => boolean,
): Record<string, Uint8Array> {
  try {
    return unzipSync(bytes, { filter });
  } catch (error) {
    throw error instanceof CheckpointError ? error : damaged();
  }
}

function damaged(): CheckpointError {
  return new CheckpointError("is a zip file that is damaged or cut short");
}
