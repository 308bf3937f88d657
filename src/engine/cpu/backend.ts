import * as tf from "@tensorflow/tfjs";
import { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu";
import type { ThreadPool } from "./thread_pool.ts";

/** Name under which tfjs knows the backend. */
export const BACKEND = "mlmc-cpu";

type Values = Float32Array | Int32Array | Uint8Array;

/**
 * tfjs's CPU backend with its numbers in shared WebAssembly memory, so that
 * own kernels work on them on all cores and stock kernels where they lie.
 */
export class CpuBackend extends MathBackendCPU {
  /** Runs the own kernels. */
  readonly pool: ThreadPool;

  /**
   * Makes a backend whose numbers live in the pool's memory.
   *
   * @param pool Runs the own kernels.
   */
  constructor(pool: ThreadPool) {
    super();
    this.pool = pool;
  }

  /** Makes a float tensor whose content is undefined. */
  makeFloats(shape: number[]): tf.TensorInfo {
    const dataId = {};
    const values = this.#place("float32", tf.util.sizeFromShape(shape));
    this.data.set(dataId, { values, dtype: "float32", refCount: 1 });
    return { dataId, shape, dtype: "float32" };
  }

  /** A tensor's numbers where they lie. */
  numbers({ dataId }: tf.TensorInfo): Values {
    return this.data.get(dataId).values as Values;
  }

  /** Address of a tensor's numbers. */
  address(tensor: tf.TensorInfo): number {
    return this.numbers(tensor).byteOffset;
  }

  /** Runs `body` with the address of a block that is released afterwards. */
  withTemporary<T>(bytes: number, body: (address: number) => T): T {
    const address = this.pool.heap.allocate(bytes);
    try {
      return body(address);
    } finally {
      this.pool.heap.release(address);
    }
  }

  override write(
    values: tf.backend_util.BackendValues,
    _shape: number[],
    dtype: tf.DataType,
  ): object {
    const dataId = {};
    this.move(dataId, values, _shape, dtype, 1);
    return dataId;
  }

  override move(
    dataId: object,
    values: tf.backend_util.BackendValues,
    _shape: number[],
    dtype: tf.DataType,
    refCount: number,
  ): void {
    const placed = this.#copyIn(values, dtype);
    this.data.set(dataId, { values: placed, dtype, refCount });
  }

  override disposeData(dataId: object, force = false): boolean {
    const values = this.data.has(dataId) && this.data.get(dataId).values;
    const disposed = super.disposeData(dataId, force);
    if (disposed && isPlaced(values)) {
      this.pool.heap.release(values.byteOffset);
    }
    return disposed;
  }

  /** A copy: the block may be handed out again when the tensor is disposed. */
  override readSync(dataId: object): tf.backend_util.BackendValues {
    const values = super.readSync(dataId);
    return isPlaced(values) ? values.slice() : values;
  }

  /** Ends the workers; the memory goes when nothing refers to it any more. */
  override dispose(): void {
    this.pool.close();
  }

  #copyIn(
    values: tf.backend_util.BackendValues,
    dtype: tf.DataType,
  ): tf.backend_util.BackendValues {
    if (!values || !isNumeric(dtype)) return values;
    const placed = this.#place(dtype, values.length);
    placed.set(values as Float32Array);
    return placed;
  }

  #place(dtype: "float32" | "int32" | "bool", length: number): Values {
    const bytes = length * (dtype === "bool" ? 1 : 4);
    const { heap } = this.pool;
    const address = heap.allocate(bytes);
    const buffer = heap.memory.buffer as unknown as ArrayBuffer;
    switch (dtype) {
      case "float32":
        return new Float32Array(buffer, address, length);
      case "int32":
        return new Int32Array(buffer, address, length);
      case "bool":
        return new Uint8Array(buffer, address, length);
    }
  }
}

function isNumeric(dtype: tf.DataType): dtype is "float32" | "int32" | "bool" {
  return dtype === "float32" || dtype === "int32" || dtype === "bool";
}

/** Whether values lie in shared memory, and not where stock tfjs put them. */
function isPlaced(values: unknown): values is Values {
  return ArrayBuffer.isView(values) &&
    values.buffer instanceof SharedArrayBuffer;
}
