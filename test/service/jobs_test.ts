import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import type { Job } from "../../src/service/job.ts";
import { Jobs } from "../../src/service/jobs.ts";
import { FakeWork, quick, REQUEST, RESULT, status, turn } from "./fake.ts";

const MINUTE = 60_000;
const MEBIBYTE = 2 ** 20;
const PROGRESS = {
  stage: "solve",
  step: 3,
  steps: 10,
  fraction: 0.3,
  secondsLeft: 7,
} as const;

/** A queue, and a clock that a test sets. */
function queue() {
  const fake = new FakeWork();
  const clock = { now: 0 };
  const jobs = new Jobs(fake.work, () => clock.now);
  return { jobs, fake, clock };
}

function add(jobs: Jobs): Job {
  using place = jobs.reserve();
  if (!place) throw new Error("no place");
  return place.submit(REQUEST);
}

Deno.test("Jobs does jobs one after another, in their order", async () => {
  const { jobs, fake } = queue();
  const three = [add(jobs), add(jobs), add(jobs)];
  const states = () => three.map((job) => jobs.stateOf(job).state);
  const positions = () => three.map((job) => jobs.stateOf(job).position);
  assertEquals(states(), ["running", "waiting", "waiting"]);
  assertEquals(positions(), [undefined, 0, 1]);
  fake.begun[0].end();
  await turn();
  assertEquals(states(), ["done", "running", "waiting"]);
  assertEquals(positions(), [undefined, undefined, 0]);
  fake.begun[1].fail(new Error("it broke\nat some place"));
  await turn();
  assertEquals(states(), ["done", "failed", "running"]);
  assertEquals(jobs.stateOf(three[1]).error, "it broke");
  fake.begun[2].end();
  await turn();
  assertEquals(states(), ["done", "failed", "done"]);
  assertEquals(fake.begun.length, 3);
});

Deno.test("Job tells how far it is, and what came of it", async () => {
  const { jobs, fake } = queue();
  const job = add(jobs);
  const size = { width: 16, height: 12 };
  const unknown = { stage: null, step: 0, steps: 0, fraction: 0 };
  assertEquals(jobs.stateOf(job), {
    id: job.id,
    state: "running",
    ...unknown,
    secondsLeft: null,
    previews: 0,
    ...size,
  });
  let heard = 0;
  const forget = job.onChange(() => heard++);
  const preview = new Uint8Array(3);
  fake.begun[0].watch.onProgress(PROGRESS);
  fake.begun[0].watch.onPreview(preview);
  assertEquals(jobs.stateOf(job), {
    id: job.id,
    state: "running",
    ...PROGRESS,
    previews: 1,
    ...size,
  });
  assertStrictEquals(job.preview, preview);
  assertEquals([heard, job.result], [2, undefined]);
  forget();
  fake.begun[0].end();
  await turn();
  assertEquals(jobs.stateOf(job), {
    id: job.id,
    state: "done",
    ...PROGRESS,
    fraction: 1,
    secondsLeft: 0,
    previews: 1,
    ...size,
    doubts: ["it is a fake"],
  });
  assertEquals([heard, job.result, job.preview], [2, RESULT, RESULT.png]);
});

Deno.test("Jobs.reserve() holds places for pictures on their way, nine in all", async () => {
  const { jobs, fake } = queue();
  const places = Array.from({ length: 9 }, () => jobs.reserve());
  assert(places.every((place) => place !== undefined));
  assertEquals(jobs.reserve(), undefined);
  places[0]!.submit(REQUEST);
  assertEquals(jobs.reserve(), undefined);
  places[1]![Symbol.dispose]();
  places[1]![Symbol.dispose]();
  places[2]!.submit(REQUEST);
  places[2]![Symbol.dispose]();
  const again = jobs.reserve();
  assert(again !== undefined);
  assertEquals(jobs.reserve(), undefined);
  // A job that begins makes room for another.
  fake.begun[0].end();
  await turn();
  assertEquals(fake.begun.length, 2);
  assert(jobs.reserve() !== undefined);
  assertEquals(jobs.reserve(), undefined);
  await jobs.close();
});

Deno.test("Jobs.remove() stops what runs, skips what waits, and forgets both", async () => {
  const { jobs, fake } = queue();
  const [running, waiting, last] = [add(jobs), add(jobs), add(jobs)];
  let heard = 0;
  last.onChange(() => heard++);
  jobs.remove(waiting);
  assertEquals([heard, jobs.stateOf(last).position], [1, 0]);
  jobs.remove(running);
  assert(fake.begun[0].watch.signal.aborted);
  assertEquals([status(jobs, running), status(jobs, waiting)], [
    "cancelled",
    "cancelled",
  ]);
  for (const { id } of [running, waiting]) {
    assertEquals(jobs.get(id), undefined);
  }
  await turn();
  assertEquals(status(jobs, last), "running");
  assertEquals(fake.begun.length, 2);
  fake.begun[1].end();
  await turn();
  jobs.remove(last);
  assertEquals([jobs.get(last.id), status(jobs, last)], [undefined, "done"]);
});

Deno.test("Jobs begins the next job only when the work on a cancelled one is over", async () => {
  const ends: (() => void)[] = [];
  const stubborn = () =>
    new Promise<typeof RESULT>((resolve) => ends.push(() => resolve(RESULT)));
  const jobs = new Jobs(stubborn);
  const [first, second] = [add(jobs), add(jobs)];
  jobs.remove(first);
  await turn();
  assertEquals(status(jobs, second), "waiting");
  ends[0]();
  await turn();
  assertEquals([status(jobs, first), first.result], ["cancelled", undefined]);
  assertEquals(status(jobs, second), "running");
});

Deno.test("Jobs.sweep() cancels jobs that nobody asks about for two minutes", async () => {
  const { jobs, fake, clock } = queue();
  const [asked, forgotten, watched] = [add(jobs), add(jobs), add(jobs)];
  const forget = watched.onChange(() => {});
  clock.now = 1.5 * MINUTE;
  jobs.get(asked.id);
  jobs.sweep();
  assertEquals(status(jobs, forgotten), "waiting");
  clock.now = 2 * MINUTE;
  jobs.sweep();
  await turn();
  const states = () => [asked, forgotten, watched].map((j) => status(jobs, j));
  assertEquals(states(), ["running", "cancelled", "waiting"]);
  // The state stays for who comes back.
  assertStrictEquals(jobs.get(forgotten.id), forgotten);
  forget();
  clock.now = 3.5 * MINUTE;
  jobs.sweep();
  await turn();
  assert(fake.begun[0].watch.signal.aborted);
  assertEquals(states(), ["cancelled", "cancelled", "running"]);
  clock.now = 4 * MINUTE;
  jobs.sweep();
  await turn();
  assertEquals(status(jobs, watched), "cancelled");
});

Deno.test("Jobs keeps what ended for ten minutes", async () => {
  const { jobs, fake, clock } = queue();
  const done = add(jobs);
  fake.begun[0].end();
  await turn();
  clock.now = 9 * MINUTE;
  jobs.get(done.id);
  jobs.sweep();
  assertStrictEquals(jobs.get(done.id), done);
  clock.now = 10 * MINUTE;
  jobs.sweep();
  assertEquals(jobs.get(done.id), undefined);
});

Deno.test("Jobs keeps 256 MiB of results, the newest first, and one that is larger alone", async () => {
  const sizes = [100, 100, 100, 50, 300];
  const { jobs, fake } = queue();
  const all: Job[] = [];
  const kept = () => all.map(({ id }) => jobs.get(id) !== undefined);
  for (const [i, size] of sizes.entries()) {
    all.push(add(jobs));
    fake.begun[i].end({ ...RESULT, png: new Uint8Array(size * MEBIBYTE) });
    await turn();
    if (i === 1) assertEquals(kept(), [true, true]);
    if (i === 3) assertEquals(kept(), [false, true, true, true]);
  }
  assertEquals(kept(), [false, false, false, false, true]);
  // What is deleted counts no more.
  jobs.remove(all[4]);
  add(jobs);
  fake.begun[5].end({ ...RESULT, png: new Uint8Array(200 * MEBIBYTE) });
  await turn();
  const last = add(jobs);
  fake.begun[6].end({ ...RESULT, png: new Uint8Array(50 * MEBIBYTE) });
  await turn();
  assert(jobs.get(last.id) !== undefined);
});

Deno.test("Jobs keeps a thousand jobs that came to nothing, no more", async () => {
  const jobs = new Jobs(quick);
  const first = add(jobs);
  for (let i = 0; i < 1024; i++) {
    assert(jobs.get(first.id) !== undefined);
    const last = add(jobs);
    while (status(jobs, last) !== "done") await turn();
  }
  assertEquals(jobs.get(first.id), undefined);
});

Deno.test("Jobs.close() cancels everything, takes no more, and waits for what runs", async () => {
  const { jobs } = queue();
  const [running, waiting] = [add(jobs), add(jobs)];
  const place = jobs.reserve();
  await jobs.close();
  const late = place!.submit(REQUEST);
  for (const job of [running, waiting, late]) {
    assertEquals(status(jobs, job), "cancelled");
  }
  assertEquals(jobs.reserve(), undefined);
});
