/** Bytes of a WebAssembly page. */
const PAGE = 65536;
/** Pages added at a time: 16 MiB. */
const GROWTH = 256;
/** The most pages that 32-bit addresses reach: 4 GiB. */
const MAX_PAGES = 65536;
/**
 * Every block starts on, and fills, whole cache lines. The last line of the
 * memory is never handed out, so that a vector may reach behind a block.
 */
const LINE = 64;

interface FreeBlock {
  address: number;
  bytes: number;
}

/**
 * One shared WebAssembly memory and the blocks handed out from it: best fit,
 * neighbours merged when freed. It grows as needed and never shrinks.
 */
export class SharedHeap {
  /** The memory; threads instantiate the kernels on it. */
  readonly memory: WebAssembly.Memory;
  /** Sorted by address; no two touch. */
  #free: FreeBlock[] = [];
  #sizes = new Map<number, number>();
  #used = 0;
  #peak = 0;

  /**
   * Reserves the first bytes for fixed uses.
   *
   * @param reserved Bytes at the start that are never handed out.
   */
  constructor(reserved: number) {
    this.memory = new WebAssembly.Memory({
      initial: GROWTH,
      maximum: MAX_PAGES,
      shared: true,
    });
    const start = roundUp(reserved, LINE);
    this.#free.push({ address: start, bytes: GROWTH * PAGE - LINE - start });
  }

  /** Bytes handed out now. */
  get used(): number {
    return this.#used;
  }

  /** The most bytes that were handed out at one time. */
  get peak(): number {
    return this.#peak;
  }

  /**
   * Hands out a block.
   *
   * @param bytes Its length; 0 is served too.
   * @returns Its address, on a cache line; the content is undefined.
   * @throws {RangeError} If 4 GiB, or the machine's memory, do not suffice.
   */
  allocate(bytes: number): number {
    const size = Math.max(roundUp(bytes, LINE), LINE);
    let best = this.#bestFit(size);
    if (best < 0) {
      this.#grow(size);
      best = this.#bestFit(size);
    }
    const block = this.#free[best];
    const { address } = block;
    if (block.bytes === size) this.#free.splice(best, 1);
    else {
      block.address += size;
      block.bytes -= size;
    }
    this.#sizes.set(address, size);
    this.#used += size;
    this.#peak = Math.max(this.#peak, this.#used);
    return address;
  }

  /**
   * Takes a block back.
   *
   * @param address What {@linkcode allocate} returned.
   */
  release(address: number): void {
    const bytes = this.#sizes.get(address);
    if (bytes === undefined) return;
    this.#sizes.delete(address);
    this.#used -= bytes;
    this.#insert({ address, bytes });
  }

  #bestFit(size: number): number {
    let best = -1;
    let least = Infinity;
    for (let i = 0; i < this.#free.length; i++) {
      const { bytes } = this.#free[i];
      if (bytes >= size && bytes < least) {
        best = i;
        least = bytes;
        if (bytes === size) break;
      }
    }
    return best;
  }

  #grow(size: number): void {
    const start = this.memory.buffer.byteLength - LINE;
    const last = this.#free.at(-1);
    const tail = last && last.address + last.bytes === start ? last.bytes : 0;
    const pages = roundUp(Math.ceil((size - tail) / PAGE), GROWTH);
    try {
      this.memory.grow(pages);
    } catch {
      const megabytes = Math.round((start + pages * PAGE) / 2 ** 20);
      throw new RangeError(
        `not enough memory for a picture of this size: ${megabytes} MiB are needed, and at most 4096 can be had; take a smaller picture, a smaller scale or the preset fast`,
      );
    }
    this.#insert({ address: start, bytes: pages * PAGE });
  }

  /** Puts a block back among the free ones and merges it with those it touches. */
  #insert(block: FreeBlock): void {
    let low = 0;
    let high = this.#free.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#free[middle].address < block.address) low = middle + 1;
      else high = middle;
    }
    const before = this.#free[low - 1];
    const after = this.#free[low];
    const joinsBefore = before &&
      before.address + before.bytes === block.address;
    const joinsAfter = after && block.address + block.bytes === after.address;
    if (joinsBefore) {
      before.bytes += block.bytes + (joinsAfter ? after.bytes : 0);
      if (joinsAfter) this.#free.splice(low, 1);
    } else if (joinsAfter) {
      after.address = block.address;
      after.bytes += block.bytes;
    } else {
      this.#free.splice(low, 0, block);
    }
  }
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
