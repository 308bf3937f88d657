import * as tf from "@tensorflow/tfjs";
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertNotEquals,
  assertRejects,
} from "@std/assert";
import {
  type Solution,
  solve,
  type SolveOptions,
  type SolveStep,
} from "../../src/mlmc/solve.ts";
import { drawKernel } from "../../src/mlmc/kernel_prior.ts";
import {
  isWithinNoise,
  ITERATIONS_WITHIN_NOISE,
  priorStrength,
} from "../../src/mlmc/noise.ts";
import { Random } from "../../src/mlmc/random.ts";
import { enginesTest, engineTest } from "../engine.ts";

const WARM_UP_STEPS = 200;

/** Side of a picture, small enough for a GPU that the CPU plays. */
const [HEIGHT, WIDTH] = [4, 5];

/** A smooth little picture. */
function picture(height = 8, width = 10): tf.Tensor4D {
  const length = 3 * height * width;
  return tf.tensor4d(
    Array.from({ length }, (_, i) => 0.5 + 0.4 * Math.sin(i / 17)),
    [1, height, width, 3],
  );
}

function options(changes: Partial<SolveOptions> = {}): SolveOptions {
  return {
    scale: 2,
    preset: "fast",
    iterations: 2,
    seed: 0,
    alignment: "aligned",
    ...changes,
  };
}

/** Runs to the end, looking at every step. */
async function run(
  settings: SolveOptions,
  look: (step: SolveStep) => void | Promise<void> = () => {},
  y: tf.Tensor4D = picture(),
): Promise<Solution> {
  const steps = solve(y, settings);
  let next = await steps.next();
  while (!next.done) {
    await look(next.value);
    next = await steps.next();
  }
  y.dispose();
  return next.value;
}

/** Where the kernel is drawn by a network, which is warmed up. */
const WARMED_UP = { kernelPrior: "motion" } as const;

enginesTest("solve() goes through warm-up and image steps", async () => {
  const counts = { "warm-up": 0, "solve": 0 };
  const look = async (state: SolveStep) => {
    assertEquals(state.step, ++counts[state.stage]);
    assertEquals(state.steps, state.stage === "warm-up" ? WARM_UP_STEPS : 10);
    assert(Number.isFinite(await state.dataTerm()));
  };
  const y = picture(HEIGHT, WIDTH);
  const { image, kernel } = await run(options(WARMED_UP), look, y);
  assertEquals(counts, { "warm-up": WARM_UP_STEPS, "solve": 10 });
  assertEquals(image.length, 2 * HEIGHT * 2 * WIDTH * 3);
  assert(image.every((value) => value >= 0 && value <= 1));
  assertEquals(kernel.size, 11);
  assertAlmostEquals(kernel.data.reduce((a, b) => a + b, 0), 1, 1e-5);
});

enginesTest("solve() gives the same bytes for the same seed", async () => {
  const solution = (seed: number) =>
    run(options({ seed }), undefined, picture(HEIGHT, WIDTH));
  const [a, b, c] = [await solution(0), await solution(0), await solution(1)];
  assertEquals(a, b);
  assertNotEquals(a, c);
});

enginesTest("solve() keeps the number of tensors over its steps", async () => {
  const counts: number[] = [];
  const look = ({ stage, step }: SolveStep) => {
    // Image steps of one place in the cycle of kernel steps hold the same.
    if (stage === "solve" && step % 15 === 0) {
      counts.push(tf.memory().numTensors);
    }
  };
  await run(options({ iterations: 6 }), look, picture(HEIGHT, WIDTH));
  assertEquals(counts.length, 2);
  assertEquals(counts[0], counts[1]);
});

for (const stop of [1, WARM_UP_STEPS + 4]) {
  engineTest(`solve() frees its tensors if left at step ${stop}`, async () => {
    const y = picture();
    let done = 0;
    for await (const _ of solve(y, options(WARMED_UP))) {
      if (++done === stop) break;
    }
    y.dispose();
  });
}

engineTest("solve() frees its tensors if the caller throws", async () => {
  const y = picture();
  const steps = solve(y, options());
  await steps.next();
  await assertRejects(() => steps.throw(new Error("enough")), Error, "enough");
  y.dispose();
});

engineTest("solve() lets timers run between steps", async () => {
  let ticks = 0;
  const timer = setInterval(() => ticks++, 1);
  await run(options({ iterations: 1 }));
  clearInterval(timer);
  assert(ticks > 20, `${ticks} ticks`);
});

for (const kernelPrior of ["motion", "random-motion"] as const) {
  engineTest(`solve() runs with ${kernelPrior} kernels`, async () => {
    const { image } = await run(options({ iterations: 1, kernelPrior }));
    assert(image.every(Number.isFinite));
  });
}

engineTest("solve() explains the picture better as it goes", async () => {
  const terms: number[] = [];
  await run(options({ iterations: 12 }), async (state) => {
    if (state.stage === "solve") terms.push(await state.dataTerm());
  });
  assert(terms.at(-1)! < terms[0] / 2, `${terms[0]} to ${terms.at(-1)}`);
});

enginesTest("solve() holds a given kernel", async () => {
  const kernel = drawKernel(new Random(4), "gaussian", 2, "aligned");
  const counts: number[] = [];
  const look = ({ stage }: SolveStep) => {
    assertEquals(stage, "solve");
    counts.push(tf.memory().numTensors);
  };
  const y = picture(HEIGHT, WIDTH);
  const solution = await run(options({ kernel }), look, y);
  assertEquals(solution.kernel, kernel);
  assert(counts.length === 10 && counts[4] === counts[9]);
});

engineTest(
  "solve() ends fifty iterations after the picture explains the input to within its noise",
  async () => {
    let steps = 0;
    const look = () => void steps++;
    // All that it starts with is within noise as strong as this.
    const kernel = drawKernel(new Random(4), "gaussian", 2, "aligned");
    const noise = 0.5;
    await run(options({ kernel, noise, iterations: 100 }), look);
    // The first iteration has no picture yet to look at.
    assertEquals(steps, (1 + ITERATIONS_WITHIN_NOISE) * 5);
  },
);

Deno.test("priorStrength() is the published one without noise, and grows with it", () => {
  for (const isSsim of [true, false]) {
    assertEquals(priorStrength(0, 2, isSsim), 1);
    assertEquals(priorStrength(0.2 / 255, 4, isSsim), 1);
    const [weak, strong] = [10, 20].map((levels) =>
      priorStrength(levels / 255, 2, isSsim)
    );
    assertAlmostEquals(strong / weak, isSsim ? 2 : 4, 1e-9);
    assertAlmostEquals(priorStrength(20 / 255, 4, isSsim), strong / 4, 1e-9);
  }
});

Deno.test("isWithinNoise() is never so without noise", () => {
  assertEquals(isWithinNoise(0, 0), false);
  assertEquals(isWithinNoise(0.0025, 0.05), true);
  assertEquals(isWithinNoise(0.0036, 0.05), false);
});
