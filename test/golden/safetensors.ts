import * as tf from "@tensorflow/tfjs";

/** Where the golden files lie, beside the repository. */
const FOLDER = new URL("../../../shared/golden/", import.meta.url);

/** Whether the golden files are there. */
export const hasGolden: boolean = exists(FOLDER);

if (!hasGolden) {
  console.error("golden tests are skipped: ../shared/golden is absent");
}

/** Whether a file or folder exists. */
export function exists(url: URL): boolean {
  try {
    Deno.statSync(url);
    return true;
  } catch {
    return false;
  }
}

interface Entry {
  shape: number[];
  data_offsets: [number, number];
}

/** A golden file: named float32 tensors and text metadata. */
export class Golden {
  /** The metadata. */
  readonly metadata: Record<string, string>;
  #entries: Record<string, Entry>;
  #body: ArrayBuffer;

  constructor(name: string) {
    const bytes = Deno.readFileSync(new URL(`${name}.safetensors`, FOLDER));
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    const header = new TextDecoder().decode(bytes.subarray(8, 8 + length));
    const { __metadata__, ...entries } = JSON.parse(header);
    this.metadata = __metadata__ ?? {};
    this.#entries = entries;
    this.#body = bytes.slice(8 + length).buffer;
  }

  /** Names of all tensors. */
  names(): string[] {
    return Object.keys(this.#entries);
  }

  /** The shape as PyTorch has it. */
  shape(name: string): number[] {
    return this.#entries[name].shape;
  }

  /** The numbers as PyTorch lays them out. */
  values(name: string): Float32Array {
    const [from, to] = this.#entries[name].data_offsets;
    return new Float32Array(this.#body.slice(from, to));
  }

  /** A tensor of PyTorch's shape. */
  tensor(name: string): tf.Tensor {
    return tf.tensor(this.values(name), this.shape(name));
  }

  /** A picture, NCHW in the file, as NHWC. */
  picture(name: string): tf.Tensor4D {
    return tf.tidy(() =>
      this.tensor(name).transpose([0, 2, 3, 1]) as tf.Tensor4D
    );
  }

  /**
   * A parameter as our generators hold it: filters HWIO, linear weights
   * `[inputs, outputs]`.
   */
  parameter(name: string): tf.Tensor {
    return tf.tidy(() => {
      const tensor = this.tensor(name);
      if (tensor.rank === 4) return tensor.transpose([2, 3, 1, 0]);
      return tensor.rank === 2 ? tensor.transpose() : tensor;
    });
  }

  /** Fills variables with parameters, one after the other. */
  load(variables: readonly tf.Variable[], names: readonly string[]): void {
    variables.forEach((variable, i) => {
      const value = this.parameter(names[i]);
      variable.assign(value);
      value.dispose();
    });
  }
}
