/** How often something is shown, written or recorded, and the time left. */
import { assert, assertEquals } from "@std/assert";
import type { Progress } from "../../mod.ts";
import { atOnce } from "../../src/cli/at_once.ts";
import { Curve } from "../../src/cli/curve.ts";
import { RunClock } from "../../src/cli/run_clock.ts";
import { Throttle } from "../../src/cli/throttle.ts";

/** Runs with a clock that the body moves on. */
async function withClock(
  body: (pass: (milliseconds: number) => void) => unknown,
): Promise<void> {
  const { now } = performance;
  let time = 1000;
  performance.now = () => time;
  try {
    await body((milliseconds) => void (time += milliseconds));
  } finally {
    performance.now = now;
  }
}

Deno.test("Throttle keeps the interval, and to a tenth of the time", () =>
  withClock(async (pass) => {
    const throttle = new Throttle(3000);
    const done: number[] = [];
    const run = (milliseconds: number, isLast = false) =>
      throttle.run(() => {
        pass(milliseconds);
        done.push(milliseconds);
        return Promise.resolve();
      }, isLast);
    await run(100);
    pass(2800);
    await run(101);
    assertEquals(done, [100]);
    pass(100);
    await run(1000);
    pass(8900);
    await run(102);
    assertEquals(done, [100, 1000]);
    await run(103, true);
    assertEquals(done, [100, 1000, 103]);
  }));

Deno.test("Curve keeps few points, spread over the run, of the main loop", () =>
  withClock(async (pass) => {
    const curve = new Curve();
    const progress = (stage: Progress["stage"], step: number) => ({
      stage,
      step,
      steps: 5000,
      dataTerm: () => Promise.resolve(1 / step),
    } as Progress);
    await curve.add(progress("warm-up", 1));
    for (let step = 1; step <= 5000; step++) {
      pass(250);
      await curve.add(progress("solve", step), () => Promise.resolve(30));
    }
    const { points } = curve;
    assert(points.length > 200 && points.length <= 400, `${points.length}`);
    assertEquals(points[0], { seconds: 0.25, step: 1, dataTerm: 1, psnr: 30 });
    const gaps = points.slice(1).map(({ step }, i) => step - points[i].step);
    assertEquals(new Set(gaps).size, 1);
    assert(points.at(-1)!.step > 4900);
  }));

Deno.test("RunClock reckons the time left from the shares that are done", () =>
  withClock((pass) => {
    const clock = new RunClock([100, 300, 100]);
    assertEquals([clock.share, clock.secondsLeft], [0, undefined]);
    clock.advance(0, undefined);
    pass(10_000);
    clock.advance(0, 10);
    assertEquals([clock.share, clock.secondsLeft], [0.1, 90]);
    pass(10_000);
    clock.finish(0);
    assertEquals([clock.share, clock.secondsLeft], [0.2, 80]);
    clock.drop(1);
    assertEquals([clock.share, clock.secondsLeft], [0.5, 20]);
  }));

Deno.test("RunClock gives one picture the time that it says itself", () =>
  withClock((pass) => {
    const clock = new RunClock([1]);
    clock.advance(0, undefined);
    pass(4000);
    clock.advance(0, 12);
    assertEquals(clock.secondsLeft, 12);
  }));

Deno.test("atOnce() works on so many at once and on each", async () => {
  let [running, most] = [0, 0];
  const seen: number[] = [];
  await atOnce(3, [5, 4, 3, 2, 1], async (item, i) => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, item));
    running--;
    seen.push(10 * i + item);
  });
  assertEquals(most, 3);
  assertEquals(seen.sort((a, b) => a - b), [5, 14, 23, 32, 41]);
});
