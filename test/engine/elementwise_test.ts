import * as tf from "@tensorflow/tfjs";
import { assertEquals } from "@std/assert";
import { Random } from "../../src/mlmc/random.ts";
import { engineTest } from "../engine.ts";

const OPERATIONS = {
  add: (a: number, b: number) => a + b,
  sub: (a: number, b: number) => a - b,
  mul: (a: number, b: number) => a * b,
  div: (a: number, b: number) => a / b,
};
/** Shapes of two operands, and of what they give. */
const SHAPES: [number[], number[], number[]][] = [
  [[1], [1], [1]],
  [[], [], []],
  [[], [1, 1], [1, 1]],
  [[1, 1, 1, 1], [], [1, 1, 1, 1]],
  [[1, 7, 11, 3], [1, 7, 11, 3], [1, 7, 11, 3]],
  [[1, 7, 11, 3], [], [1, 7, 11, 3]],
  [[], [5], [5]],
  [[1, 1, 1, 1], [1, 2, 2, 2], [1, 2, 2, 2]],
  [[1, 1, 1], [2], [1, 1, 2]],
  [[2, 3], [3], [2, 3]],
  [[40009], [1], [40009]],
];

for (const [name, operation] of Object.entries(OPERATIONS)) {
  engineTest(`tf.${name}() of floats is that of each pair`, async () => {
    const random = new Random(1);
    for (const [shapeA, shapeB, shape] of SHAPES) {
      const [a, b] = [shapeA, shapeB].map((shape) =>
        random.uniforms(tf.util.sizeFromShape(shape), 0.5, 2)
      );
      const y = tf.tidy(() =>
        tf[name as keyof typeof OPERATIONS](
          tf.tensor(a, shapeA),
          tf.tensor(b, shapeB),
        )
      );
      assertEquals(y.shape, shape);
      const expected = Float32Array.from(
        { length: y.size },
        (_, i) => operation(a[i % a.length], b[i % b.length]),
      );
      assertEquals(await y.data(), expected);
      y.dispose();
    }
  });
}

engineTest(
  "tf.neg() of floats keeps zeros, infinities and whole numbers",
  async () => {
    const [floats, whole] = tf.tidy(() => [
      tf.neg(tf.tensor1d([0, -0, 1.5, -Infinity, 3])),
      tf.neg(tf.tensor1d([1, -2], "int32")),
    ]);
    assertEquals(
      await floats.data(),
      new Float32Array([-0, 0, -1.5, Infinity, -3]),
    );
    assertEquals(await whole.data(), new Int32Array([-1, 2]));
    tf.dispose([floats, whole]);
  },
);
