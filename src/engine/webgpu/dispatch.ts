import type { TensorInfo } from "@tensorflow/tfjs";

/** One run of a program. */
export interface Dispatch {
  /** Names the program: two with one name have the same source. */
  name: string;
  /**
   * The WGSL of the program, but for the bindings: it sees each tensor under
   * its name, and the uniforms as `u.…`. Its entry point is `main`.
   */
  body: () => string;
  /** What it reads, by name. */
  inputs: Record<string, TensorInfo>;
  /** What it writes, by name; none of it may be among the inputs. */
  outputs: Record<string, TensorInfo>;
  /** Names of the tensors that it sees as `vec4<f32>`. */
  vectors?: readonly string[];
  /** Whole numbers by name, then floats by name; 64 at most. */
  uniforms?: Uniforms;
  /** Workgroups along x, y and z. */
  workgroups: [number, number?, number?];
}

/** Numbers that change without another program. */
export interface Uniforms {
  /** Seen as `i32`. */
  ints?: Record<string, number>;
  /** Seen as `f32`. */
  floats?: Record<string, number>;
}

/** The whole WGSL source of a program. */
export function programSource(dispatch: Dispatch): string {
  const { inputs, outputs, uniforms, vectors = [], body } = dispatch;
  const declare = (name: string, access: string, binding: number) => {
    const type = vectors.includes(name) ? "vec4<f32>" : "f32";
    return `@group(0) @binding(${binding}) var<storage, ${access}> ${name}: array<${type}>;`;
  };
  const reads = Object.keys(inputs);
  const writes = Object.keys(outputs);
  const lines = [
    ...reads.map((name, i) => declare(name, "read", i)),
    ...writes.map((name, i) => declare(name, "read_write", reads.length + i)),
  ];
  if (uniforms) {
    const members = [
      ...Object.keys(uniforms.ints ?? {}).map((name) => `${name}: i32`),
      ...Object.keys(uniforms.floats ?? {}).map((name) => `${name}: f32`),
    ];
    lines.push(
      `struct Uniforms { ${members.join(", ")} }`,
      `@group(0) @binding(${lines.length}) var<uniform> u: Uniforms;`,
    );
  }
  return `${lines.join("\n")}\n${body()}`;
}
