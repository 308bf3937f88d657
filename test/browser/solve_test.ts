import { assertEquals } from "@std/assert";
import { assertWithin, relativeError } from "../close.ts";
import { bundle } from "./bundle.ts";
import { openChromium } from "./chromium.ts";
import { type Found, servePage } from "./page_server.ts";
import { browserTest } from "./register.ts";
import { runTenSteps } from "./run.ts";

/** Milliseconds in which the page must have reported; most of them go into compiling. */
const TIME_LIMIT = 600_000;
/**
 * Largest relative errors, a hundred times what they are: rounding errors grow
 * from step to step, and how fast hangs on the order in which a kernel sums.
 */
const TOLERANCE = { dataTerm: 5e-4, image: 2e-3, kernel: 1e-4 };

browserTest(
  "solveFrom() takes the same ten steps in a browser as in Deno, with kernels that are right",
  async (program) => {
    const { run: actual, comparisons } = await runInPage(program);
    const expected = await runTenSteps("cpu");
    assertEquals([actual.engine, expected.engine], ["webgpu", "cpu"]);
    assertEquals(actual.tensorsLeft, 0, "tensors left over");
    assertEquals(actual.dataTerms.length, expected.dataTerms.length);
    for (const [i, term] of expected.dataTerms.entries()) {
      const error = relativeError([actual.dataTerms[i]], [term]);
      assertWithin(error, TOLERANCE.dataTerm, `data term ${i}`);
    }
    for (const name of ["image", "kernel"] as const) {
      const error = relativeError(actual[name], expected[name]);
      assertWithin(error, TOLERANCE[name], name);
    }
    for (const { name, error, tolerance } of comparisons) {
      assertWithin(error, tolerance, name);
    }
  },
);

/** Runs the ten steps, and tests the kernels, in a page of a browser. */
async function runInPage(program: string): Promise<Found> {
  const folder = import.meta.dirname!;
  const page = await Deno.readTextFile(`${folder}/page.html`);
  const script = await bundle(`${folder}/page.ts`);
  await using server = servePage(page, script);
  await using browser = await openChromium(program, server.url);
  const ended = browser.ended.then((output) => {
    throw new Error(`the browser ended before the page: ${output}`);
  });
  return await within(TIME_LIMIT, Promise.race([server.report, ended]));
}

/** Fails if a promise takes longer than some milliseconds. */
async function within<T>(limit: number, promise: Promise<T>): Promise<T> {
  let timer;
  const late = new Promise<never>((_, reject) => {
    const error = new Error(`the page took more than ${limit / 1000} s`);
    timer = setTimeout(() => reject(error), limit);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
