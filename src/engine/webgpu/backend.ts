import type * as tf from "@tensorflow/tfjs";
import { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { EngineError } from "../device/engine_error.ts";
import { type Dispatch, programSource, uniformWords } from "./dispatch.ts";

/** Name under which tfjs knows the backend. */
export const BACKEND = "mlmc-webgpu";

/** Bytes of a float. */
const FLOAT = 4;
/** Dispatches recorded before the queue gets them: it starts early, and is not called often. */
const BATCH = 64;
/** Distance of two blocks of uniforms, the largest alignment that a device may ask for. */
const UNIFORM_STRIDE = 256;

/** How tfjs records commands. It keeps this to itself; its version is pinned. */
interface Recording {
  commandEncoder: GPUCommandEncoder | null;
  computePassEncoder: GPUComputePassEncoder | null;
  dispatchCountInPass: number;
}

/** tfjs's WebGPU backend with a way to run own programs of several outputs. */
export class WebGpuBackend extends WebGPUBackend {
  #recording = this as unknown as Recording;
  #pipelines = new Map<string, GPUComputePipeline>();
  #layouts = new Map<string, GPUBindGroupLayout>();
  #uniforms = new Int32Array(BATCH * UNIFORM_STRIDE / FLOAT);
  #uniformBuffer: GPUBuffer;
  #uniformBlocks = 0;
  #problem: EngineError | undefined;
  #failed: Promise<void>;
  #inFlight: Promise<unknown> = Promise.resolve();
  #isOpen = true;
  #peak = 0;

  /**
   * Makes a backend.
   *
   * @param device The device; the backend destroys it at its end.
   * @param info What its adapter says of itself.
   */
  constructor(device: GPUDevice, info: GPUAdapterInfo) {
    super(device, info);
    this.#uniformBuffer = device.createBuffer({
      size: BATCH * UNIFORM_STRIDE,
      usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
    });
    this.#failed = new Promise((resolve) => {
      const fail = (error: EngineError) => {
        if (this.#isOpen) this.#problem ??= error;
        resolve();
      };
      device.lost.then(({ message }) =>
        fail(new EngineError(`the GPU was lost: ${message}`, "lost"))
      );
      device.addEventListener("uncapturederror", (event) => {
        event.preventDefault();
        fail(errorOf((event as GPUUncapturedErrorEvent).error));
      });
    });
  }

  /** The most bytes that its buffers took at one time. */
  get peakBytes(): number {
    return this.#peak;
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
    const { inputs, outputs, workgroups } = dispatch;
    const tensors = [...Object.values(inputs), ...Object.values(outputs)];
    const entries: GPUBindGroupEntry[] = tensors.map((tensor, binding) => ({
      binding,
      resource: { buffer: this.#buffer(tensor) },
    }));
    // What was read before is not what lies there now.
    for (const { dataId } of Object.values(outputs)) {
      this.tensorMap.get(dataId).values = null as never;
    }
    const words = uniformWords(dispatch);
    if (words.length > 0) {
      const resource = { buffer: this.#uniformBuffer, size: UNIFORM_STRIDE };
      entries.push({ binding: tensors.length, resource });
    }
    const layout = this.#layoutOf(dispatch);
    const pipeline = this.#pipelineOf(dispatch, layout);
    const pass = this.#computePass();
    pass.setPipeline(pipeline);
    const group = this.device.createBindGroup({ layout, entries });
    pass.setBindGroup(0, group, this.#placeUniforms(words));
    pass.dispatchWorkgroups(...workgroups);
    this.#peak = Math.max(this.#peak, this.memory().numBytesAllocatedInGPU);
    if (++this.#recording.dispatchCountInPass >= BATCH) {
      this.endComputePassEncoder();
      this.submitQueue();
    }
  }

  /** Hands the recorded commands and their uniforms to the device. */
  override submitQueue(): void {
    if (this.#uniformBlocks > 0) {
      const words = this.#uniformBlocks * UNIFORM_STRIDE / FLOAT;
      this.queue.writeBuffer(this.#uniformBuffer, 0, this.#uniforms, 0, words);
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
    if (this.#recording.commandEncoder) {
      this.endComputePassEncoder();
      this.submitQueue();
    }
    const previous = this.#inFlight;
    this.#inFlight = this.queue.onSubmittedWorkDone();
    await Promise.race([previous, this.#failed]);
    if (this.#problem) throw this.#problem;
  }

  /** Frees the device and all its memory. */
  override dispose(): void {
    this.#isOpen = false;
    this.endComputePassEncoder();
    super.dispose();
    this.#uniformBuffer.destroy();
    this.device.destroy();
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

  /** The offset of the uniforms' block; none if there are no uniforms. */
  #placeUniforms(words: Int32Array): number[] {
    if (words.length === 0) return [];
    const offset = this.#uniformBlocks++ * UNIFORM_STRIDE;
    this.#uniforms.set(words, offset / FLOAT);
    return [offset];
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

  #pipelineOf(
    dispatch: Dispatch,
    layout: GPUBindGroupLayout,
  ): GPUComputePipeline {
    const { name } = dispatch;
    let pipeline = this.#pipelines.get(name);
    if (!pipeline) {
      const code = programSource(dispatch);
      pipeline = this.device.createComputePipeline({
        label: name,
        layout: this.device.createPipelineLayout({
          bindGroupLayouts: [layout],
        }),
        compute: {
          module: this.device.createShaderModule({ label: name, code }),
          entryPoint: "main",
        },
      });
      this.#pipelines.set(name, pipeline);
    }
    return pipeline;
  }
}

function errorOf(error: GPUError): EngineError {
  const [line] = error.message.trim().split("\n");
  return error instanceof GPUOutOfMemoryError
    ? new EngineError("the GPU ran out of memory", "memory")
    : new EngineError(`the GPU refused a command: ${line}`, "invalid");
}

function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MiB`;
}
