import { assertEquals } from "@std/assert";
import type { Comparison } from "../../src/engine/self_test.ts";
import { assertWithin, relativeError } from "../close.ts";
import { bundle } from "./bundle.ts";
import { browserTest } from "./register.ts";
import { type Run, runTenSteps } from "./run.ts";
import { visit } from "./visit.ts";

/** What the page found. */
interface Found {
  /** The ten steps. */
  run: Run;
  /** Its kernels beside their definitions. */
  comparisons: Comparison[];
}

/**
 * Largest relative errors, a hundred times what they are: rounding errors grow
 * from step to step, and how fast hangs on the order in which a kernel sums.
 */
const TOLERANCE = { dataTerm: 5e-4, image: 2e-3, kernel: 1e-4 };

browserTest(
  "solveFrom() takes the same ten steps in a browser as in Deno, with kernels that are right",
  async (program) => {
    const script = await bundle(`${import.meta.dirname}/page.ts`);
    const { run: actual, comparisons } = await visit<Found>(program, {
      "page.js": [script, "text/javascript"],
    });
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
