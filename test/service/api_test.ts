import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { encodeImage } from "../../src/image/file/encode.ts";
import { smoothPicture } from "../pictures.ts";
import {
  FakeService,
  FakeWork,
  PNG,
  quick,
  RESULT,
  turn,
  until,
} from "./fake.ts";
import { pngOf } from "./pngs.ts";
import { SocketService } from "./socket.ts";

/** The status, and what the error says. */
async function refused(response: Response): Promise<[number, string]> {
  return [response.status, (await response.json()).error];
}

async function bytesOf(response: Response): Promise<Uint8Array> {
  assertEquals(response.headers.get("Content-Type"), "image/png");
  return new Uint8Array(await response.arrayBuffer());
}

Deno.test("The API does a job from the picture to the result", async () => {
  const service = new FakeService();
  const response = await service.submit(
    "scale=4&preset=paper&restorer=dip&kernelPrior=motion&iterations=20&noise=1.5&seed=7",
  );
  assertEquals(response.status, 201);
  const state = await response.json();
  const path = `/api/jobs/${state.id}`;
  assertEquals(response.headers.get("Location"), path);
  assertEquals([state.state, state.width, state.height], ["running", 32, 24]);
  const [{ request, watch, end }] = service.work.begun;
  assertEquals(request.png, PNG);
  assertEquals(request.options, {
    scale: 4,
    preset: "paper",
    restorer: "dip",
    kernelPrior: "motion",
    iterations: 20,
    noise: 1.5,
    seed: 7,
  });
  for (const what of ["result", "kernel"]) {
    assertEquals(await refused(await service.ask(`${path}/${what}`)), [
      409,
      "the job is running, not done",
    ]);
  }
  assertEquals(await refused(await service.ask(`${path}/preview`)), [
    404,
    "there is no picture so far",
  ]);
  const preview = new Uint8Array([1, 2, 3]);
  watch.onPreview(preview);
  assertEquals(await bytesOf(await service.ask(`${path}/preview`)), preview);
  end();
  await turn();
  const done = await (await service.ask(path)).json();
  assertEquals([done.state, done.doubts], ["done", ["it is a fake"]]);
  assertEquals(await bytesOf(await service.ask(`${path}/result`)), RESULT.png);
  assertEquals(await bytesOf(await service.ask(`${path}/preview`)), RESULT.png);
  const kernel = await service.ask(`${path}/kernel`);
  assertEquals(await kernel.json(), RESULT.kernel);
  const gone = await service.ask(path, { method: "DELETE" });
  assertEquals([gone.status, await gone.text()], [204, ""]);
  for (const method of ["GET", "DELETE"]) {
    assertEquals(await refused(await service.ask(path, { method })), [
      404,
      "there is no such job, or no longer",
    ]);
  }
});

Deno.test("The API takes noise=auto, and parameters of the content type", async () => {
  const service = new FakeService();
  const response = await service.submit("scale=2&noise=auto", PNG, {
    "Content-Type": "Image/PNG; x=y",
  });
  assertEquals(response.status, 201);
  assertEquals(service.work.begun[0].request.options, {
    scale: 2,
    noise: "auto",
  });
});

Deno.test("The API refuses options that make no sense, in words", async () => {
  const service = new FakeService();
  const problems = {
    "": "scale must be one of 2, 3, 4, 8, not undefined",
    "scale=5": "scale must be one of 2, 3, 4, 8, not 5",
    "scale=2.0001": "scale must be one of 2, 3, 4, 8, not 2.0001",
    "scale=2&scale=2": "scale is given twice",
    "scale=2&preset=slow":
      "preset must be one of fast, balanced, best, paper, not slow",
    "scale=2&preset=":
      "preset must be one of fast, balanced, best, paper, not ",
    "scale=2&iterations=0":
      "iterations must be a whole number from 1 to 1000000, not 0",
    "scale=2&iterations=1e9":
      "iterations must be a whole number from 1 to 1000000, not 1e9",
    "scale=2&iterations=Infinity":
      "iterations must be a whole number from 1 to 1000000, not Infinity",
    "scale=2&seed=-1":
      "seed must be a whole number from 0 to 4294967295, not -1",
    "scale=2&noise=51": "noise must be auto or a number from 0 to 50, not 51",
    "scale=2&noise=loud":
      "noise must be auto or a number from 0 to 50, not loud",
    "scale=2&kernelPrior=a%0Ab":
      "kernelPrior must be one of gaussian, motion, random-motion, not a b",
    "scale=2&device=cpu":
      'there is no option "device", but scale, preset, restorer, kernelPrior, iterations, noise, seed',
    "scale=2&weights=/etc/passwd":
      'there is no option "weights", but scale, preset, restorer, kernelPrior, iterations, noise, seed',
    "scale=2&__proto__=1":
      'there is no option "__proto__", but scale, preset, restorer, kernelPrior, iterations, noise, seed',
    "scale=2&restorer=usrnet":
      "the weights of USRNet are not here; get them with mlmc weights, and start the service again",
  };
  for (const [query, message] of Object.entries(problems)) {
    assertEquals(await refused(await service.submit(query)), [400, message]);
  }
  assertEquals(service.work.begun.length, 0);
});

Deno.test("The API refuses what is no PNG, too small, too large or broken", async () => {
  const service = new FakeService();
  const jpeg = await encodeImage(smoothPicture(8, 6), "jpeg");
  const flipped = PNG.slice();
  flipped[60] ^= 0xff;
  const cases: [BodyInit, number, string][] = [
    ["", 400, "the body is no PNG file"],
    ["hello", 400, "the body is no PNG file"],
    [jpeg as Uint8Array<ArrayBuffer>, 400, "the body is no PNG file"],
    [PNG.slice(0, 20), 400, "the body is no PNG file"],
    [PNG.slice(0, 50), 400, "the picture is cut short"],
    [flipped, 400, "the picture is damaged and cannot be read"],
    [
      pngOf(3, 9),
      400,
      "the picture is too small, 3×9 pixels; give at least 4×4",
    ],
    [
      pngOf(0, 0),
      400,
      "the picture is too small, 0×0 pixels; give at least 4×4",
    ],
    [
      pngOf(4096, 4097),
      413,
      "the picture is too large, 4096×4097 pixels; enlarged 2 times it may have 16777216",
    ],
    [
      pngOf(2 ** 32 - 1, 2 ** 32 - 1),
      413,
      "the picture is too large, 4294967295×4294967295 pixels; enlarged 2 times it may have 16777216",
    ],
    // The size is right, but there is nothing.
    [pngOf(4096, 4096), 400, "the picture is damaged and cannot be read"],
  ];
  for (const [body, status, message] of cases) {
    assertEquals(await refused(await service.submit("scale=2", body)), [
      status,
      message,
    ]);
  }
  const eight = await service.submit("scale=8", pngOf(1024, 1025));
  assertEquals(eight.status, 413);
  for (const type of ["image/jpeg", "", "text/plain", "image/png2"]) {
    const headers = { "Content-Type": type };
    assertEquals(
      await refused(await service.submit("scale=2", PNG, headers)),
      [415, "the body must be a PNG file, of type image/png"],
    );
  }
  assertEquals(service.work.begun.length, 0);
});

Deno.test("The API takes nine pictures, then says when to try again", async () => {
  const service = new FakeService();
  const states = [];
  for (let i = 0; i < 9; i++) states.push(await service.submitted());
  assertEquals(states.map(({ position }) => position), [
    undefined,
    ...Array(8).keys(),
  ]);
  const full = await service.submit();
  assertEquals(full.headers.get("Retry-After"), "5");
  assertEquals(full.bodyUsed, false);
  assertStringIncludes((await refused(full)).join(), "429,too many jobs wait");
  await service.ask(`/api/jobs/${states[4].id}`, { method: "DELETE" });
  assertEquals((await service.submitted()).position, 7);
  await service.jobs.close();
});

Deno.test("The API says that the service is stopping", async () => {
  const service = new FakeService();
  await service.jobs.close();
  assertStringIncludes(
    (await refused(await service.submit())).join(),
    "503,the service is stopping",
  );
});

Deno.test("The API gives the place back of a picture that is refused", async () => {
  const service = new FakeService();
  for (let i = 0; i < 20; i++) {
    assertEquals((await service.submit("scale=2", "no")).status, 400);
  }
  for (let i = 0; i < 9; i++) await service.submitted();
  await service.jobs.close();
});

Deno.test("The API streams the states of a job up to the last", async () => {
  const service = new FakeService();
  const { id } = await service.submitted();
  const response = await service.ask(`/api/jobs/${id}/events`);
  assertStringIncludes(
    response.headers.get("Content-Type")!,
    "text/event-stream",
  );
  const [{ watch, end }] = service.work.begun;
  const started = performance.now();
  const ticks = setInterval(() => {
    const step = 1 + Math.floor((performance.now() - started) / 10);
    const progress = { stage: "solve", step, steps: 99, fraction: 0 } as const;
    watch.onProgress(progress);
    if (step > 100) end();
  }, 10);
  const text = await response.text();
  clearInterval(ticks);
  const events = text.trimEnd().split("\n\n").map((event) => {
    const [, json] = /^event: state\ndata: (\{.*\})$/.exec(event)!;
    return JSON.parse(json);
  });
  assertEquals([events[0].state, events[0].step], ["running", 0]);
  assertEquals(events.at(-1).state, "done");
  const running = events.slice(0, -1);
  assert(running.every(({ state }) => state === "running"));
  // It takes a second: no more than four a second, whatever changes.
  const seconds = (performance.now() - started) / 1000;
  assert(events.length <= 4 * seconds + 2, `${events.length} events`);
  assert(events.length >= 3, `${events.length} events`);
});

Deno.test("A stream ends with the job's, with a deletion and with the service's", async () => {
  const service = new FakeService();
  const ids = [];
  for (let i = 0; i < 3; i++) ids.push((await service.submitted()).id);
  const streams = await Promise.all(
    ids.map((id) => service.ask(`/api/jobs/${id}/events`)),
  );
  service.work.begun[0].fail(new Error("no picture came of it"));
  await service.ask(`/api/jobs/${ids[1]}`, { method: "DELETE" });
  await service.jobs.close();
  const last = await Promise.all(streams.map(async (stream) => {
    const [event] = (await stream.text()).trimEnd().split("\n\n").slice(-1);
    const { state, error } = JSON.parse(event.split("data: ")[1]);
    return [state, error];
  }));
  assertEquals(last, [
    ["failed", "no picture came of it"],
    ["cancelled", undefined],
    ["cancelled", undefined],
  ]);
});

Deno.test("A stream of a job that has ended gives its state and ends", async () => {
  const service = new FakeService({}, quick);
  const { id } = await service.submitted();
  await turn();
  const stream = await service.ask(`/api/jobs/${id}/events`);
  const text = await stream.text();
  assertEquals(text.match(/event: state/g)?.length, 1);
  assertStringIncludes(text, '"state":"done"');
});

Deno.test("A stream that is only asked for its head keeps nothing", async () => {
  const service = new FakeService();
  const { id } = await service.submitted();
  const path = `/api/jobs/${id}/events`;
  const head = await service.ask(path, { method: "HEAD" });
  assertEquals(
    [head.status, head.headers.get("Content-Type"), head.body],
    [200, "text/event-stream", null],
  );
  assertEquals(service.jobs.get(id)?.isWatched, false);
  await service.jobs.close();
});

Deno.test("A client that hangs up on a stream is no longer taken for one that listens", async () => {
  await using service = new SocketService(new FakeWork().work);
  const { id } = await (await service.submit(PNG)).json();
  const job = service.jobs.get(id)!;
  for (let i = 0; i < 20; i++) {
    const controller = new AbortController();
    const { signal } = controller;
    const stream = await service.ask(`/api/jobs/${id}/events`, { signal });
    const reader = stream.body!.getReader();
    await reader.read();
    assert(job.isWatched);
    controller.abort();
    await reader.cancel().catch(() => {});
  }
  await until(() => !job.isWatched);
});

Deno.test("The API tells its version, and what can be asked for", async () => {
  const service = new FakeService();
  const health = await (await service.ask("/health")).json();
  assertEquals([health.name, health.api], ["mlmc", 1]);
  assert(/^\d+\.\d+\.\d+$/.test(health.version));
  const { limits } = await (await service.ask("/api/capabilities")).json();
  assertEquals(limits, {
    bytes: 2 ** 26,
    pixels: 2 ** 24,
    resultPixels: 2 ** 26,
    queue: 8,
  });
});

Deno.test("The API says which methods a path knows", async () => {
  const service = new FakeService();
  const paths = {
    "/health": "GET, HEAD",
    "/api/jobs": "POST",
    "/api/jobs/x": "GET, HEAD, DELETE",
    "/api/jobs/x/result": "GET, HEAD",
  };
  for (const [path, methods] of Object.entries(paths)) {
    const response = await service.ask(path, { method: "PATCH" });
    assertEquals(response.headers.get("Allow"), methods);
    assertEquals(await refused(response), [
      405,
      `the method must be one of ${methods}`,
    ]);
  }
  assertEquals(await refused(await service.ask("/api/other")), [
    404,
    "there is nothing at this path",
  ]);
});
