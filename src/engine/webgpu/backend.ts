import type * as tf from "@tensorflow/tfjs";
import { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { EngineError } from "../device/engine_error.ts";
import { BufferPool } from "./buffer_pool.ts";
import { type Dispatch, programSource } from "./dispatch.ts";

/** Name under which tfjs knows the backend. */
export const BACKEND = "mlmc-webgpu";

/** Bytes of a float. */
const FLOAT = 4;
/** Dispatches recorded before the queue gets them: it starts early, and is not called often. */
export const BATCH = 64;
/** Distance of two blocks of uniforms, the largest alignment that a device may ask for. */
const UNIFORM_STRIDE = 256;

/** Milliseconds in which the device tells what it ran into, after something failed for it. */
const NEWS_TIME = 200;
/** Most bind groups that are kept for later; a step of the method makes some hundred. */
const MOST_GROUPS = 4096;

/** A program that is compiled. */
interface Program {
  pipeline: GPUComputePipeline;
  layout: GPUBindGroupLayout;
  /** Its number, by which bind groups are found. */
  id: number;
}

/** How tfjs records commands. It keeps this to itself; its version is pinned. */
interface Recording {
  commandEncoder: GPUCommandEncoder | null;
  computePassEncoder: GPUComputePassEncoder | null;
  dispatchCountInPass: number;
}

/** tfjs's WebGPU backend with a way to run own programs of several outputs. */
export class WebGpuBackend extends WebGPUBackend {
  #recording = this as unknown as Recording;
  #programs = new Map<string, Program>();
  #layouts = new Map<string, GPUBindGroupLayout>();
  #groups = new Map<string, GPUBindGroup>();
  #pool: BufferPool;
  #ints = new Int32Array(BATCH * UNIFORM_STRIDE / FLOAT);
  #floats = new Float32Array(this.#ints.buffer);
  #uniformBuffer: GPUBuffer;
  #uniformBlocks = 0;
  #problem: EngineError | undefined;
  /** Ends what waits for the device. */
  #wake = () => {};
  #inFlight: Promise<unknown> = Promise.resolve();
  #isOpen = true;

  /**
   * Makes a backend.
   *
   * @param device The device; the backend destroys it at its end.
   * @param info What its adapter says of itself.
   */
  constructor(device: GPUDevice, info: GPUAdapterInfo) {
    super(device, info);
    this.#pool = new BufferPool(device);
    // The one that tfjs has just made is of a class that it does not export.
    Object.assign(this, { bufferManager: this.#pool });
    this.#uniformBuffer = device.createBuffer({
      size: BATCH * UNIFORM_STRIDE,
      usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
    });
    device.lost.then(({ message }) =>
      this.#fail(new EngineError(`the GPU was lost: ${message}`, "lost"))
    );
    device.addEventListener("uncapturederror", (event) => {
      event.preventDefault();
      this.#fail(errorOf((event as GPUUncapturedErrorEvent).error));
    });
  }

  /** The most bytes that its buffers took at one time. */
  get peakBytes(): number {
    return this.#pool.peakBytes;
  }

  /**
   * Makes a float tensor whose content is undefined.
   *
   * @throws {EngineError} If it is larger than the device binds to a program.
   */
  makeFloats(shape: number[]): tf.TensorInfo {
    const bytes = shape.reduce((a, b) => a * b, FLOAT);
    const { maxStorageBufferBindingSize, maxBufferSize } = this.device.limits;
    const most = Math.min(maxStorageBufferBindingSize, maxBufferSize);
    if (bytes > most) {
      throw new EngineError(
        `the GPU takes arrays of at most ${mebibytes(most)}, and one of ${
          mebibytes(bytes)
        } is needed`,
        "memory",
      );
    }
    return this.makeTensorInfo(shape, "float32");
  }

  /** Runs `body` with a tensor that is released afterwards. */
  withTemporary<T>(shape: number[], body: (tensor: tf.TensorInfo) => T): T {
    const tensor = this.makeFloats(shape);
    try {
      return body(tensor);
    } finally {
      this.disposeData(tensor.dataId);
    }
  }

  /**
   * Records one run of a program, between those that tfjs records. A tensor
   * that it uses may be released at once: commands run in their order.
   */
  dispatch(dispatch: Dispatch): void {
    const program = this.#programOf(dispatch);
    const group = this.#groupOf(program, dispatch);
    // What was read before is not what lies there now.
    for (const { dataId } of Object.values(dispatch.outputs)) {
      this.tensorMap.get(dataId).values = null as never;
    }
    const pass = this.#computePass();
    pass.setPipeline(program.pipeline);
    pass.setBindGroup(0, group, this.#placeUniforms(dispatch));
    pass.dispatchWorkgroups(...dispatch.workgroups);
    if (++this.#recording.dispatchCountInPass >= BATCH) {
      this.endComputePassEncoder();
      this.submitQueue();
    }
  }

  /** Hands the recorded commands and their uniforms to the device. */
  override submitQueue(): void {
    if (this.#uniformBlocks > 0) {
      const words = this.#uniformBlocks * UNIFORM_STRIDE / FLOAT;
      this.queue.writeBuffer(this.#uniformBuffer, 0, this.#ints, 0, words);
      this.#uniformBlocks = 0;
    }
    super.submitQueue();
  }

  /**
   * Hands over what is recorded, and waits until the device is no more than
   * one call behind.
   *
   * @throws {EngineError} If the device ran into something.
   */
  async pace(): Promise<void> {
    const previous = this.#inFlight;
    this.#handOver();
    await this.#until(previous);
    if (this.#problem) throw this.#problem;
  }

  /** A tensor's numbers; what the device ran into explains why there are none. */
  override async read(dataId: object): Promise<tf.backend_util.BackendValues> {
    try {
      return await super.read(dataId);
    } catch (error) {
      await this.#until(
        new Promise((resolve) => setTimeout(resolve, NEWS_TIME)),
      );
      throw this.#problem ?? error;
    }
  }

  /** Waits until the device has done all that was recorded, or is lost. */
  async idle(): Promise<void> {
    this.#handOver();
    await this.#until(this.#inFlight);
  }

  /** Frees the device and all its memory. */
  override dispose(): void {
    this.#isOpen = false;
    this.endComputePassEncoder();
    super.dispose();
    this.#uniformBuffer.destroy();
    this.device.destroy();
  }

  #fail(error: EngineError): void {
    if (this.#isOpen) this.#problem ??= error;
    this.#wake();
  }

  /** Waits for the device, but not for one that has failed. */
  async #until(done: Promise<unknown>): Promise<void> {
    if (this.#problem) return;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      done.then(() => resolve(), () => resolve());
    });
  }

  #handOver(): void {
    if (this.#recording.commandEncoder) {
      this.endComputePassEncoder();
      this.submitQueue();
    }
    this.#inFlight = this.queue.onSubmittedWorkDone();
  }

  #buffer({ dataId }: tf.TensorInfo): GPUBuffer {
    this.uploadToGPU(dataId);
    return this.tensorMap.get(dataId).resource as GPUBuffer;
  }

  #computePass(): GPUComputePassEncoder {
    this.ensureCommandEncoderReady();
    const recording = this.#recording;
    recording.computePassEncoder ??= recording.commandEncoder!
      .beginComputePass();
    return recording.computePassEncoder;
  }

  /** Lays the uniforms down; their block's offset, none if there are none. */
  #placeUniforms({ uniforms }: Dispatch): number[] {
    if (!uniforms) return [];
    const offset = this.#uniformBlocks++ * UNIFORM_STRIDE;
    let word = offset / FLOAT;
    for (const name in uniforms.ints) this.#ints[word++] = uniforms.ints[name];
    for (const name in uniforms.floats) {
      this.#floats[word++] = uniforms.floats[name];
    }
    return [offset];
  }

  /** The tensors' buffers as a program sees them. A step meets most of its groups again in the next. */
  #groupOf({ id, layout }: Program, dispatch: Dispatch): GPUBindGroup {
    const { inputs, outputs, uniforms } = dispatch;
    const buffers: GPUBuffer[] = [];
    let key = `${id}`;
    for (const tensors of [inputs, outputs]) {
      for (const name in tensors) {
        const buffer = this.#buffer(tensors[name]);
        buffers.push(buffer);
        key += ` ${this.#pool.idOf(buffer)}`;
      }
    }
    let group = this.#groups.get(key);
    if (!group) {
      if (this.#groups.size >= MOST_GROUPS) this.#groups.clear();
      const entries: GPUBindGroupEntry[] = buffers.map((buffer, binding) => ({
        binding,
        resource: { buffer },
      }));
      if (uniforms) {
        const resource = { buffer: this.#uniformBuffer, size: UNIFORM_STRIDE };
        entries.push({ binding: buffers.length, resource });
      }
      group = this.device.createBindGroup({ layout, entries });
      this.#groups.set(key, group);
    }
    return group;
  }

  #programOf(dispatch: Dispatch): Program {
    const { name } = dispatch;
    let program = this.#programs.get(name);
    if (!program) {
      const code = programSource(dispatch);
      const layout = this.#layoutOf(dispatch);
      const pipeline = this.device.createComputePipeline({
        label: name,
        layout: this.device.createPipelineLayout({
          bindGroupLayouts: [layout],
        }),
        compute: {
          module: this.device.createShaderModule({ label: name, code }),
          entryPoint: "main",
        },
      });
      program = { pipeline, layout, id: this.#programs.size };
      this.#programs.set(name, program);
    }
    return program;
  }

  #layoutOf({ inputs, outputs, uniforms }: Dispatch): GPUBindGroupLayout {
    const types: GPUBufferBindingType[] = [
      ...Object.values(inputs).map(() => "read-only-storage" as const),
      ...Object.values(outputs).map(() => "storage" as const),
    ];
    const key = `${types} ${uniforms !== undefined}`;
    let layout = this.#layouts.get(key);
    if (!layout) {
      const buffers: GPUBufferBindingLayout[] = types.map((type) => ({ type }));
      if (uniforms) buffers.push({ type: "uniform", hasDynamicOffset: true });
      layout = this.device.createBindGroupLayout({
        entries: buffers.map((buffer, binding) => ({
          binding,
          visibility: GPUShaderStage.COMPUTE,
          buffer,
        })),
      });
      this.#layouts.set(key, layout);
    }
    return layout;
  }
}

function errorOf(error: GPUError): EngineError {
  const [line] = error.message.trim().split("\n");
  return error instanceof GPUOutOfMemoryError
    ? new EngineError("the GPU ran out of memory", "memory")
    : new EngineError(`the GPU refused a command: ${line}`, "refused");
}

function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MiB`;
}
