import * as tf from "@tensorflow/tfjs";
import { assertAllClose, type Comparison } from "../close.ts";
import { enginesTest } from "../engine.ts";

const SIZES = [
  [1, 1],
  [1, 9],
  [7, 5],
  [20, 20],
  [23, 41],
];
const CHANNELS = [[4, 16], [16, 16], [16, 3], [5, 7]];

for (const activation of ["linear", "relu"] as const) {
  enginesTest(
    `a ${activation} convolution padded with zeros is stock tfjs's`,
    () =>
      assertAllClose(
        () =>
          SIZES.flatMap(([h, w]) =>
            CHANNELS.map(([ci, co]): Comparison => {
              const x = tf.randomNormal(
                [1, h, w, ci],
                0,
                1,
                "float32",
                1,
              ) as tf.Tensor4D;
              const filter = tf.randomNormal(
                [3, 3, ci, co],
                0,
                1,
                "float32",
                2,
              ) as tf.Tensor4D;
              const plain = tf.conv2d(x, filter, 1, "same");
              return [
                tf.fused.conv2d({
                  x,
                  filter,
                  strides: 1,
                  pad: "same",
                  activation,
                }),
                activation === "relu" ? tf.relu(plain) : plain,
                `${h}×${w}, ${ci} to ${co} channels`,
              ];
            })
          ),
        1e-5,
      ),
  );
}

enginesTest(
  "a convolution of 2×2 blocks is stock tfjs's",
  () =>
    assertAllClose(() =>
      [[2, 2], [6, 10], [22, 34]].map(([h, w]) => {
        const x = tf.randomNormal(
          [1, h, w, 5],
          0,
          1,
          "float32",
          1,
        ) as tf.Tensor4D;
        const filter = tf.randomNormal(
          [2, 2, 5, 7],
          0,
          1,
          "float32",
          2,
        ) as tf.Tensor4D;
        return [
          tf.fused.conv2d({ x, filter, strides: 2, pad: "valid" }),
          tf.conv2d(x, filter, 2, "valid"),
          `${h}×${w}`,
        ];
      }), 1e-5),
);

enginesTest(
  "a transposed convolution makes a block of each pixel",
  () =>
    assertAllClose(() =>
      [[1, 1], [3, 5], [11, 17]].map(([h, w]) => {
        const [ci, co] = [6, 5];
        const x = tf.randomNormal(
          [1, h, w, ci],
          0,
          1,
          "float32",
          1,
        ) as tf.Tensor4D;
        const filter = tf.randomNormal(
          [2, 2, co, ci],
          0,
          1,
          "float32",
          2,
        ) as tf.Tensor4D;
        const blocks = tf.matMul(
          x.reshape([h * w, ci]),
          filter.reshape([4 * co, ci]),
          false,
          true,
        );
        const wanted = blocks.reshape([h, w, 2, 2, co]).transpose([
          0,
          2,
          1,
          3,
          4,
        ]);
        return [
          tf.conv2dTranspose(x, filter, [1, 2 * h, 2 * w, co], 2, "valid"),
          wanted.reshape([1, 2 * h, 2 * w, co]),
          `${h}×${w}`,
        ];
      }), 1e-5),
);
