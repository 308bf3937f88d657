import * as tf from "@tensorflow/tfjs";
import { Random } from "../../src/mlmc/random.ts";
import { relativeError } from "../close.ts";
import { onEngine, webGpuTest } from "../engine.ts";

type Op = (...inputs: tf.Tensor[]) => tf.Tensor;

/** An op with its definition, and the shapes of the inputs. */
export interface OpCase {
  /** Says what is special about it. */
  name: string;
  /** Shapes of the inputs. */
  shapes: number[][];
  /** The op, with the engine's own kernel if there is one. */
  op: Op;
  /** Its definition. */
  plain: Op;
  /** The largest relative error of values and gradients. */
  tolerance: number;
  /** Whether the op bends so sharply that a difference is no slope. */
  hasKinks: boolean;
}

/** Numbers outside tfjs, for tensors live on one engine only. */
interface Sample {
  shape: number[];
  values: Float32Array;
}

/** What an op gives: its value, and the gradients of the weighted sum of it. */
interface Outcome {
  value: Sample;
  gradients: Sample[];
}

const TOLERANCE = 2e-5;
/** Length of the step of a central difference. */
const STEP = 1e-3;
/** What a central difference may be off, relative to the size of its terms. */
const SLOPE_TOLERANCE = 0.05;
/** What rounding does to an op's value, relative to its size. */
const ROUNDING = 1e-6;

/** Seeds of what is drawn; an input's number is added. */
const INPUTS = 7;
const DIRECTIONS = 50;
const WEIGHTS = 3;

/** A case of an op and its definition; `call` gives them what is no tensor. */
export function caseOf<F, T extends tf.Tensor[]>(
  name: string,
  shapes: number[][],
  [own, plain]: [own: F, plain: F],
  call: (f: F, ...inputs: T) => tf.Tensor,
  { tolerance = TOLERANCE, hasKinks = false } = {},
): OpCase {
  return {
    name,
    shapes,
    op: (...inputs) => call(own, ...inputs as T),
    plain: (...inputs) => call(plain, ...inputs as T),
    tolerance,
    hasKinks,
  };
}

/** Registers a test of the cases on each engine; it tells all that is wrong. */
export function opTest(name: string, cases: OpCase[]): void {
  const title = `${name} equals its definition`;
  Deno.test(`${title} (cpu)`, async () => {
    await onEngine("cpu", () => checkAll(cases));
  });
  webGpuTest(title, async () => {
    const onCpu = await onEngine("cpu", () => outcomesOf(cases));
    await onEngine("webgpu", () => checkAll(cases, onCpu));
  });
}

async function outcomesOf(cases: OpCase[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const test of cases) outcomes.push(await outcomeOf(test, test.op));
  return outcomes;
}

/** Fails if an op is not as its definition on this engine, or as it is on the CPU engine. */
async function checkAll(cases: OpCase[], onCpu?: Outcome[]): Promise<void> {
  const problems: string[] = [];
  for (const [i, test] of cases.entries()) {
    const outcome = await outcomeOf(test, test.op);
    const definition = await outcomeOf(test, test.plain);
    const found = differences(outcome, definition, test.tolerance, "defined");
    if (onCpu) {
      found.push(...differences(outcome, onCpu[i], test.tolerance, "on CPU"));
    }
    if (!test.hasKinks) found.push(...await slopeDifference(test, outcome));
    problems.push(...found.map((problem) => `${test.name}: ${problem}`));
  }
  if (problems.length > 0) throw new Error(problems.join("\n"));
}

async function outcomeOf(test: OpCase, op: Op): Promise<Outcome> {
  const [value, ...gradients] = await read(() => {
    const inputs = inputsOf(test).map(tensorOf);
    const value = op(...inputs);
    const weights = tensorOf(normals(value.shape, WEIGHTS));
    const weighted = (...xs: tf.Tensor[]) => op(...xs).mul(weights).sum();
    return [value, ...tf.grads(weighted)(inputs)];
  });
  return { value, gradients };
}

/** Where an outcome is not as expected; `beside` says what that is. */
function differences(
  actual: Outcome,
  expected: Outcome,
  tolerance: number,
  beside: string,
): string[] {
  const difference = (a: Sample, b: Sample, what: string) => {
    if (`${a.shape}` !== `${b.shape}`) {
      return [`${what} of shape ${a.shape}, ${beside} ${b.shape}`];
    }
    const error = relativeError(a.values, b.values);
    return error <= tolerance
      ? []
      : [`${what} ${error.toExponential(1)} off that ${beside}`];
  };
  return [
    ...difference(actual.value, expected.value, "value"),
    ...actual.gradients.flatMap((gradient, i) =>
      difference(gradient, expected.gradients[i], `gradient ${i}`)
    ),
  ];
}

/** Compares the gradients with a central difference along a random direction. */
async function slopeDifference(
  test: OpCase,
  { value, gradients }: Outcome,
): Promise<string[]> {
  const directions = test.shapes.map((shape, i) =>
    normals(shape, DIRECTIONS + i).values
  );
  const weights = normals(value.shape, WEIGHTS).values;
  const rise = await riseAlong(test, directions);
  const slope = dot(rise, weights) / (2 * STEP);
  const terms = gradients.map(({ values }, i) =>
    values.map((v, j) => v * directions[i][j])
  );
  const expected = sum(terms.map(sum));
  const size = Math.sqrt(sum(terms.map((t) => dot(t, t))));
  const noise = dot(value.values.map(Math.abs), weights.map(Math.abs)) *
    ROUNDING / STEP;
  return Math.abs(slope - expected) / (size + noise) < SLOPE_TOLERANCE
    ? []
    : [`slope ${slope}, by the gradients ${expected}`];
}

/** The op's value a step ahead along the directions less that a step behind. */
async function riseAlong(
  test: OpCase,
  directions: Float32Array[],
): Promise<Float32Array> {
  const moved = (t: number) =>
    inputsOf(test).map(({ shape, values }, i) => {
      const direction = directions[i];
      return tensorOf({
        shape,
        values: values.map((v, j) => v + t * direction[j]),
      });
    });
  const [ahead, behind] = await read(() => [
    test.op(...moved(STEP)),
    test.op(...moved(-STEP)),
  ]);
  return ahead.values.map((v, i) => v - behind.values[i]);
}

/** Computes tensors in a tidy, then reads and disposes them. */
async function read(compute: () => tf.Tensor[]): Promise<Sample[]> {
  const tensors = tf.tidy(compute);
  try {
    return await Promise.all(tensors.map(async (tensor) => ({
      shape: tensor.shape,
      values: (await tensor.data<"float32">()).slice(),
    })));
  } finally {
    tf.dispose(tensors);
  }
}

function inputsOf({ shapes }: OpCase): Sample[] {
  return shapes.map((shape, i) => normals(shape, INPUTS + i));
}

function normals(shape: number[], seed: number): Sample {
  const random = new Random(seed);
  const length = tf.util.sizeFromShape(shape);
  const values = Float32Array.from({ length }, () => random.normal());
  return { shape, values };
}

function tensorOf({ values, shape }: Sample): tf.Tensor {
  return tf.tensor(values, shape);
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((total, value, i) => total + value * b[i], 0);
}
