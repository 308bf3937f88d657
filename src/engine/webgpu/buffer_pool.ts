/**
 * Gives out GPU buffers and takes them back, in the place of tfjs's buffer
 * manager. Of the free buffers of a size it gives the oldest, so that a step
 * which asks for the same sizes as the last gets the same buffers, and what was
 * made for them, such as bind groups, serves again.
 */
export class BufferPool {
  #device: GPUDevice;
  /** Free buffers by size and usage, the oldest last. */
  #free = new Map<string, GPUBuffer[]>();
  #used = new Set<GPUBuffer>();
  /** Their age: the number of those made before. */
  #ids = new Map<GPUBuffer, number>();
  #made = 0;
  /** Bytes of the buffers that are given out. */
  numBytesUsed = 0;
  /** Bytes of all buffers. */
  numBytesAllocated = 0;
  /** The most bytes of all buffers at one time. */
  peakBytes = 0;

  /**
   * Makes a pool without buffers.
   *
   * @param device Whose memory it is.
   */
  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /** The number of a buffer, which no other has. */
  idOf(buffer: GPUBuffer): number {
    return this.#ids.get(buffer)!;
  }

  /** Gives out a buffer; one that is free already is not mapped. */
  acquireBuffer(
    size: number,
    usage: number,
    mappedAtCreation = false,
    reuse = true,
  ): GPUBuffer {
    const free = reuse ? this.#free.get(keyOf(size, usage)) : undefined;
    const buffer = free?.pop() ?? this.#make(size, usage, mappedAtCreation);
    this.#used.add(buffer);
    this.numBytesUsed += size;
    return buffer;
  }

  /** Takes a buffer back, to give it out again or to destroy it. */
  releaseBuffer(buffer: GPUBuffer, reuse = true): void {
    if (!this.#used.delete(buffer)) return;
    this.numBytesUsed -= buffer.size;
    if (reuse) this.#keep(buffer);
    else {
      this.#ids.delete(buffer);
      this.numBytesAllocated -= buffer.size;
      buffer.destroy();
    }
  }

  /** Number of buffers that are given out. */
  getNumUsedBuffers(): number {
    return this.#used.size;
  }

  /** Number of buffers that wait. */
  getNumFreeBuffers(): number {
    return this.#ids.size - this.#used.size;
  }

  /** Destroys all buffers. */
  dispose(): void {
    for (const buffer of this.#ids.keys()) buffer.destroy();
    this.#free.clear();
    this.#used.clear();
    this.#ids.clear();
    this.numBytesUsed = 0;
    this.numBytesAllocated = 0;
  }

  #make(size: number, usage: number, mappedAtCreation: boolean): GPUBuffer {
    const buffer = this.#device.createBuffer({ size, usage, mappedAtCreation });
    this.#ids.set(buffer, this.#made++);
    this.numBytesAllocated += size;
    this.peakBytes = Math.max(this.peakBytes, this.numBytesAllocated);
    return buffer;
  }

  #keep(buffer: GPUBuffer): void {
    const key = keyOf(buffer.size, buffer.usage);
    const free = this.#free.get(key) ?? [];
    this.#free.set(key, free);
    const id = this.idOf(buffer);
    let at = free.length;
    while (at > 0 && this.idOf(free[at - 1]) < id) at--;
    free.splice(at, 0, buffer);
  }
}

function keyOf(size: number, usage: number): string {
  return `${size} ${usage}`;
}
