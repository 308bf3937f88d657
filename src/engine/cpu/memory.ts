import { totalmem } from "node:os";

/** Bytes that addresses of 32 bits reach, less what else lies there. */
const ADDRESSABLE = 3.6 * 2 ** 30;

/**
 * How much the tensors may take: half of the machine's memory, free or not, so
 * that one machine always gives one result.
 *
 * @returns Bytes.
 */
export function memoryForHeap(): number {
  return Math.min(totalmem() / 2, ADDRESSABLE);
}
