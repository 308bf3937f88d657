import { CheckpointError } from "./checkpoint_error.ts";
import { isSafetensors, readSafetensors } from "./safetensors.ts";
import type { StoredTensor } from "./stored_tensor.ts";
import { readTorchLegacy } from "./torch_legacy.ts";
import { readTorchZip } from "./torch_zip.ts";

/** What pickles begin with: an instruction that names the protocol. */
const PICKLE = 0x80;
/** Characters that are looked at to tell what a file is. */
const BEGINNING = 200;

/**
 * Reads the weights of a network: a state dict as PyTorch saves it, before 1.6
 * or since, or a safetensors file. Nothing in the file is run, and what is
 * allocated is no more than a small multiple of its size.
 *
 * @param bytes The file's content.
 * @returns The tensors, by name, as float32.
 * @throws {CheckpointError} If there are none that can be read, or the file
 * holds more than tensors.
 */
export function readCheckpoint(bytes: Uint8Array): Map<string, StoredTensor> {
  if (bytes.length === 0) throw new CheckpointError("is empty");
  if (isSafetensors(bytes)) return readSafetensors(bytes);
  if (bytes[0] === PICKLE) return readTorchLegacy(bytes);
  const beginning = new TextDecoder("latin1")
    .decode(bytes.subarray(0, BEGINNING));
  if (beginning.startsWith("PK\x03\x04")) return readTorchZip(bytes);
  throw new CheckpointError(strangeness(beginning));
}

/** What a file is that holds no weights. */
function strangeness(beginning: string): string {
  if (beginning.startsWith("version https://git-lfs.github.com/")) {
    return "is a Git LFS pointer, not the weights themselves; get them with git lfs pull";
  }
  if (/^(ï»¿)?\s*<(!doctype|html|\?xml)/i.test(beginning)) {
    return "is a web page, perhaps of a failed download, and no file of weights";
  }
  return "is no file of weights of a kind that can be read: PyTorch (.pth, .pt) or safetensors";
}
