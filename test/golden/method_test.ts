/** The method against numbers that the reference implementation wrote. */
import * as tf from "@tensorflow/tfjs";
import { assertEquals } from "@std/assert";
import {
  degrade,
  gradientPrior,
  type Sampling,
} from "../../src/engine/ops/mod.ts";
import { kernelSize, type ScaleFactor } from "../../src/mlmc/alignment.ts";
import { gaussianKernel } from "../../src/mlmc/gaussian_kernel.ts";
import { ImageGenerator } from "../../src/mlmc/image_generator.ts";
import { NetworkEstimator } from "../../src/mlmc/network_estimator.ts";
import { KernelGenerator } from "../../src/mlmc/kernel_generator.ts";
import { ssim } from "../../src/engine/ops/mod.ts";
import { mse } from "../../src/mlmc/losses.ts";
import { lineMotionKernel } from "../../src/mlmc/motion_kernel.ts";
import { PRESETS } from "../../src/mlmc/presets.ts";
import { Random } from "../../src/mlmc/random.ts";
import { solveFrom } from "../../src/mlmc/solve.ts";
import {
  assertAllClose,
  assertClose,
  assertWithin,
  type Comparison,
  relativeError,
} from "../close.ts";
import { enginesTest } from "../engine.ts";
import { Golden, hasGolden } from "./safetensors.ts";

const TOLERANCE = 1e-4;

/** A test on each engine of what runs on one. */
function goldenTest(
  file: string,
  subject: string,
  body: (golden: Golden) => Promise<void>,
): void {
  enginesTest(
    `${subject}: golden/${file}`,
    () => body(new Golden(file)),
    !hasGolden,
  );
}

function grid(scale: number): Sampling {
  return { scale, phase: 0, boundary: "circular" };
}

Deno.test({
  name: "gaussianKernel() and lineMotionKernel(): golden/kernels",
  ignore: !hasGolden,
  fn: () => {
    const golden = new Golden("kernels");
    for (const entry of JSON.parse(golden.metadata.kernels)) {
      const kernel = "lambda1" in entry
        ? gaussianKernel(entry, entry.sf, "benchmark")
        : lineMotionKernel(entry.degrees, entry.sf, "benchmark");
      const error = relativeError(kernel.data, golden.values(entry.name));
      assertWithin(error, 2e-3, entry.name);
    }
  },
});

goldenTest("degradation", "degrade()", (golden) =>
  assertAllClose(() => {
    const hr = golden.picture("hr");
    return [2, 3, 4].map((scale) => {
      const kernel = golden.tensor(`kernel.${scale}`) as tf.Tensor2D;
      const lr = degrade(hr, kernel, grid(scale));
      return [lr, golden.picture(`lr.${scale}`), `scale ${scale}`];
    });
  }, TOLERANCE));

goldenTest("losses", "ssim()", (golden) =>
  assertAllClose(() => {
    const y = golden.picture("ssim.y");
    const { value, grad } = tf.valueAndGrad((x) => ssim(x as tf.Tensor4D, y))(
      golden.picture("ssim.x"),
    );
    return [
      [value, golden.tensor("ssim.value").asScalar(), "value"],
      [grad, golden.picture("ssim.grad_x"), "gradient"],
    ];
  }, TOLERANCE));

goldenTest("losses", "gradientPrior()", (golden) =>
  assertAllClose(() => {
    const { value, grad } = tf.valueAndGrad((x) =>
      gradientPrior(x as tf.Tensor4D)
    )(golden.picture("gradprior.x"));
    const expected = golden.tensor("gradprior.sum_pow_0.67").asScalar();
    return [
      [value, expected, "value"],
      [grad, golden.picture("gradprior.grad_x"), "gradient"],
    ];
  }, TOLERANCE));

for (const scale of [2, 3, 4]) {
  goldenTest(
    "losses",
    `degrade() and mse() by ${scale}`,
    (golden) =>
      assertAllClose(() => {
        const name = `blur.${scale}`;
        const y = golden.picture(`${name}.y`);
        const kernel = golden.tensor(`${name}.kernel`).squeeze() as tf.Tensor2D;
        const blurred = (x: tf.Tensor, k: tf.Tensor) =>
          degrade(x as tf.Tensor4D, k as tf.Tensor2D, grid(scale));
        const x = golden.picture(`${name}.x`);
        const { value, grads } = tf.valueAndGrads((x, k) =>
          mse(blurred(x, k), y)
        )(
          [x, kernel],
        );
        const gradKernel = golden.tensor(`${name}.grad_kernel`).squeeze();
        return [
          [blurred(x, kernel), golden.picture(`${name}.out`), "value"],
          [value, golden.tensor(`${name}.mse`).asScalar(), "loss"],
          [grads[0], golden.picture(`${name}.grad_x`), "gradient by x"],
          [grads[1], gradKernel, "gradient by kernel"],
        ];
      }, TOLERANCE),
  );
}

/** Channels and skips of a golden image generator, read off its biases. */
function widths(golden: Golden, names: string[]) {
  const first = golden.shape(names[0])[0];
  const c = golden.shape(names[4])[0];
  return { channels: Array(5).fill(c), skips: Array(5).fill(first) };
}

for (const file of ["skip_small", "skip_odd", "skip_full"]) {
  goldenTest(file, "ImageGenerator", async (golden) => {
    const order: string[] = JSON.parse(golden.metadata.parameter_order);
    const names = order.map((name) => `param.${name}`);
    const generator = new ImageGenerator(widths(golden, names), new Random(0));
    golden.load(generator.variables, names);
    const { output, loss, gradients } = tf.tidy(() => {
      const input = golden.picture("input");
      const target = golden.picture("target");
      const { value, grads } = tf.variableGrads(
        () => mse(generator.forward(input), target),
        generator.variables,
      );
      return {
        output: pair(generator.forward(input), golden.picture("output")),
        loss: pair(value, golden.tensor("loss").asScalar()),
        gradients: generator.variables.map((variable, i) =>
          gradientPair(golden, order[i], grads[variable.name])
        ),
      };
    });
    assertWithin(await distance([output]), TOLERANCE, "output");
    await assertClose(...loss, TOLERANCE, "loss");
    // As one vector; see gradientPair.
    const tolerance = hasNorms(golden, order[0]) ? 0.06 : 2e-3;
    assertWithin(await distance(gradients), tolerance, "gradients");
    tf.dispose([output, loss, gradients]);
    generator.dispose();
  });
}

type Pair = [actual: tf.Tensor, expected: tf.Tensor];

function pair(...tensors: Pair): Pair {
  return tensors;
}

function hasNorms(golden: Golden, parameter: string): boolean {
  return golden.names().includes(`gradnorm.${parameter}`);
}

/**
 * A gradient, or its norm, beside the file's. They are compared all as one
 * vector and cannot be held to more: the deepest maps have four pixels, whose
 * normalisation multiplies rounding errors, and a LeakyReLU close to zero may
 * fall on either side. Stock tfjs, which sums in double precision, is 1.4e-3
 * off in `skip_small` and 2.9e-2 in `skip_full`; PyTorch in double precision
 * 2.4e-2 in the latter.
 */
function gradientPair(
  golden: Golden,
  parameter: string,
  gradient: tf.Tensor,
): Pair {
  return hasNorms(golden, parameter)
    ? [gradient.norm(), golden.tensor(`gradnorm.${parameter}`)]
    : [gradient, golden.parameter(`grad.${parameter}`)];
}

/** Euclidean distance of all pairs relative to the norm of what is expected. */
async function distance(pairs: Pair[]): Promise<number> {
  let difference = 0;
  let size = 0;
  for (const pair of pairs) {
    const [actual, expected] = [await pair[0].data(), await pair[1].data()];
    assertEquals(actual.length, expected.length);
    for (let i = 0; i < expected.length; i++) {
      difference += (actual[i] - expected[i]) ** 2;
      size += expected[i] ** 2;
    }
  }
  return Math.sqrt(difference / size);
}

goldenTest("kernel_generator", "KernelGenerator", async (golden) => {
  const order = ["1.weight", "1.bias", "3.weight", "3.bias"];
  const generator = new KernelGenerator(11, new Random(0));
  golden.load(generator.variables, order.map((name) => `param.${name}`));
  generator.code.dispose();
  Object.assign(generator, {
    code: tf.tensor2d(golden.values("input"), [1, 200]),
  });
  await assertAllClose(() => {
    const flat = () => generator.forward().flatten();
    const target = golden.tensor("target");
    const { value, grads } = tf.variableGrads(
      () => mse(flat(), target),
      generator.variables,
    );
    return [
      [flat(), golden.tensor("output"), "kernel"],
      [value, golden.tensor("loss").asScalar(), "loss"],
      ...generator.variables.map((variable, i): Comparison => [
        grads[variable.name],
        golden.parameter(`grad.${order[i]}`),
        order[i],
      ]),
    ];
  }, TOLERANCE);
  generator.dispose();
});

/** The largest difference. */
function maxError(actual: Float32Array, expected: Float32Array): number {
  return Math.max(...actual.map((v, i) => Math.abs(v - expected[i])));
}

goldenTest("trajectory_x2", "solveFrom()", async (golden) => {
  const scale: ScaleFactor = 2;
  const random = new Random(0);
  const order: string[] = JSON.parse(golden.metadata.net_order);
  const names = order.map((name) => `net.${name}`);
  const imageGenerator = new ImageGenerator(widths(golden, names), random);
  golden.load(imageGenerator.variables, names);
  const kernelGenerator = new KernelGenerator(kernelSize(scale), random);
  golden.load(
    kernelGenerator.variables,
    ["1.weight", "1.bias", "3.weight", "3.bias"].map((n) => `kernel_net.${n}`),
  );
  kernelGenerator.code.dispose();
  Object.assign(kernelGenerator, {
    code: tf.tensor2d(golden.values("kernel_code"), [1, 200]),
  });
  const samples = golden.values("samples");
  let drawn = 0;
  const start = {
    noise: golden.picture("input_noise"),
    imageGenerator,
    kernel: new NetworkEstimator(kernelGenerator, () => {
      const from = 121 * drawn++;
      return { size: 11, data: samples.slice(from, from + 121) };
    }),
  };
  const y = golden.picture("lr");
  const losses = golden.values("loss_image_and_gradient_prior");
  const kernels = golden.values("kernel_at_image_step");
  const schedule = { ...PRESETS.paper, warmUpSteps: 6, iterations: 4 };
  const steps = solveFrom(y, start, grid(scale), schedule);
  let image = 0;
  for (;;) {
    const { done, value } = await steps.next();
    if (done) {
      const kernel = golden.values("final_kernel");
      assertWithin(maxError(value.kernel.data, kernel), 1e-3, "final kernel");
      assertWithin(
        relativeError(value.kernel.data, kernel),
        0.05,
        "final kernel",
      );
      break;
    }
    if (value.stage === "warm-up") continue;
    const [data, prior] = losses.subarray(2 * image, 2 * image + 2);
    const actualPrior = await value.prior();
    const loss = await value.dataTerm() + actualPrior;
    assertWithin(Math.abs(loss / (data + prior) - 1), 0.01, `loss ${image}`);
    // Adam's first steps turn roundings into steps: two orders of summation differ by as much.
    assertWithin(Math.abs(actualPrior / prior - 1), 0.12, `prior ${image}`);
    // Where a kernel step follows, the solver is one kernel ahead of the file.
    if ((image + 1) % 3 !== 0) {
      const kernel = kernels.subarray(121 * image, 121 * image + 121);
      assertWithin(
        maxError((await value.kernel()).data, kernel),
        1e-3,
        `kernel ${image}`,
      );
    }
    image++;
  }
  assertEquals(image, 20);
  assertEquals(drawn, 26);
  start.kernel.dispose();
  y.dispose();
});

Deno.test("PRESETS.paper has the published widths", () => {
  assertEquals(PRESETS.paper.channels, [128, 128, 128, 128, 128]);
  assertEquals(PRESETS.paper.skips, [16, 16, 16, 16, 16]);
});
