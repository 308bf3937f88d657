import { assertEquals, assertRejects } from "@std/assert";
import type { Watch } from "../../plugins/photopea/compute/compute.ts";
import { ServiceCompute } from "../../plugins/photopea/compute/service.ts";
import { ServiceConnection } from "../../plugins/photopea/compute/service_connection.ts";
import { PanelError } from "../../plugins/photopea/panel_error.ts";

const PNG = Uint8Array.of(1, 2, 3);
const KERNEL = { size: 1, rows: [[1]] };
const ID = "job1";
const RUNNING = {
  id: ID,
  state: "running",
  stage: "solve",
  step: 1,
  steps: 2,
  fraction: 0.5,
  secondsLeft: 3,
  previews: 0,
};
const DONE = { ...RUNNING, state: "done", fraction: 1, doubts: ["it is odd"] };

/** What a service does at each path; what is not there is not found. */
type Answers = Record<
  string,
  (request: Request) => Response | Promise<Response>
>;

function events(...states: object[]): Response {
  const lines = states.map((state) =>
    `event: state\ndata: ${JSON.stringify(state)}\n\n`
  );
  return new Response(lines.join(""));
}

const ANSWERS: Answers = {
  "GET /health": () => Response.json({ name: "mlmc", api: 1 }),
  "POST /api/jobs": () => Response.json({ ...RUNNING, state: "waiting" }),
  [`GET /api/jobs/${ID}/events`]: () => events(RUNNING, DONE),
  [`GET /api/jobs/${ID}/result`]: () => new Response(PNG),
  [`GET /api/jobs/${ID}/kernel`]: () => Response.json(KERNEL),
};

/** What a service was asked for. */
interface Asked {
  url: string;
  headers: Headers;
}

/** A service that is there for a test. */
async function withService(
  answers: Answers,
  body: (
    service: ServiceCompute,
    asked: Asked[],
    connection: ServiceConnection,
    stop: () => Promise<void>,
  ) => Promise<void>,
): Promise<void> {
  const asked: Asked[] = [];
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    async (request) => {
      const { url, headers } = request;
      asked.push({ url, headers: new Headers(headers) });
      const { pathname } = new URL(url);
      await request.arrayBuffer();
      const answer = answers[`${request.method} ${pathname}`];
      const notFound = Response.json({ error: "not found" }, { status: 404 });
      return await answer?.(request) ?? notFound;
    },
  );
  const url = `http://127.0.0.1:${server.addr.port}`;
  const stop = () => server.shutdown();
  try {
    const connection = new ServiceConnection({ url, token: "secret" });
    await body(new ServiceCompute(connection), asked, connection, stop);
  } finally {
    await stop();
  }
}

function watchOf(signal = new AbortController().signal) {
  const told: unknown[] = [];
  const watch: Watch = {
    signal,
    onStart: (id) => told.push(id),
    onProgress: ({ fraction }) => told.push(fraction),
    onPreview: () => told.push("preview"),
  };
  return { watch, told };
}

Deno.test("ServiceCompute.run() sends the picture with what was chosen, and fetches what comes of it", () =>
  withService(ANSWERS, async (service, asked) => {
    const { watch, told } = watchOf();
    const options = { scale: 4, preset: "fast", seed: undefined } as const;
    const outcome = await service.run(PNG, options, watch);
    assertEquals(outcome, {
      png: PNG,
      kernel: KERNEL,
      doubts: ["it is odd"],
    });
    assertEquals(told, [ID, 0.5, 1]);
    const [post] = asked;
    assertEquals(new URL(post.url).search, "?scale=4&preset=fast");
    assertEquals(post.headers.get("content-type"), "image/png");
    for (const { headers } of asked) {
      assertEquals(headers.get("authorization"), "Bearer secret");
    }
  }));

Deno.test("ServiceCompute.run() goes on where a stream ended early", async () => {
  let count = 0;
  const answers: Answers = {
    ...ANSWERS,
    [`GET /api/jobs/${ID}/events`]: () =>
      count++ === 0 ? events(RUNNING) : events(DONE),
  };
  await withService(answers, async (service) => {
    const outcome = await service.run(PNG, { scale: 2 }, watchOf().watch);
    assertEquals([outcome.png, count], [PNG, 2]);
  });
});

Deno.test("ServiceCompute.run() cancels the job when it is stopped", async () => {
  const cancelled = Promise.withResolvers<void>();
  const endless = new ReadableStream({ start() {} });
  const answers: Answers = {
    ...ANSWERS,
    [`GET /api/jobs/${ID}/events`]: () => new Response(endless),
    [`DELETE /api/jobs/${ID}`]: () => {
      cancelled.resolve();
      return new Response(null, { status: 204 });
    },
  };
  await withService(answers, async (service) => {
    const controller = new AbortController();
    const { watch } = watchOf(controller.signal);
    const onStart = () => setTimeout(() => controller.abort(), 20);
    const running = service.run(PNG, { scale: 2 }, { ...watch, onStart });
    await assertRejects(() => running, DOMException);
    await cancelled.promise;
  });
});

Deno.test("ServiceCompute.run() cancels the job that it was stopped before it heard of", async () => {
  const controller = new AbortController();
  const cancelled = Promise.withResolvers<void>();
  const answers: Answers = {
    "POST /api/jobs": () => {
      controller.abort();
      return Response.json({ ...RUNNING, state: "waiting" });
    },
    [`DELETE /api/jobs/${ID}`]: () => {
      cancelled.resolve();
      return new Response(null, { status: 204 });
    },
  };
  await withService(answers, async (service) => {
    const { watch, told } = watchOf(controller.signal);
    const running = service.run(PNG, { scale: 2 }, watch);
    await assertRejects(() => running, DOMException);
    await cancelled.promise;
    assertEquals(told, []);
  });
});

const FAILURES: [string, Answers, string][] = [
  [
    "the job's failure",
    {
      [`GET /api/jobs/${ID}/events`]: () =>
        events({ ...RUNNING, state: "failed", error: "the memory is full" }),
    },
    "The local service says: the memory is full.",
  ],
  [
    "a job that was cancelled elsewhere",
    {
      [`GET /api/jobs/${ID}/events`]: () =>
        events({ ...RUNNING, state: "cancelled" }),
    },
    "cancelled the work",
  ],
  [
    "a wrong token",
    { "POST /api/jobs": () => new Response("{}", { status: 401 }) },
    "Open it from the address that “mlmc serve” prints.",
  ],
  [
    "a full queue",
    { "POST /api/jobs": () => new Response("{}", { status: 429 }) },
    "too much to do",
  ],
  [
    "a service that is stopping",
    { "POST /api/jobs": () => new Response("{}", { status: 503 }) },
    "The local service has stopped.",
  ],
  [
    "a refused picture",
    {
      "POST /api/jobs": () =>
        Response.json({ error: "too many pixels" }, { status: 413 }),
    },
    "The local service says: too many pixels.",
  ],
  [
    "a job that it has forgotten",
    { [`GET /api/jobs/${ID}/events`]: () => new Response("", { status: 404 }) },
    "does not know of this work any more",
  ],
];

for (const [what, answers, message] of FAILURES) {
  Deno.test(`ServiceCompute.run() tells of ${what}`, () =>
    withService({ ...ANSWERS, ...answers }, async (service) => {
      await assertRejects(
        () => service.run(PNG, { scale: 2 }, watchOf().watch),
        PanelError,
        message,
      );
    }));
}

Deno.test("ServiceConnection.isThere() and ServiceCompute say that the service has stopped", () =>
  withService(ANSWERS, async (service, _, connection, stop) => {
    assertEquals(await connection.isThere(), true);
    await stop();
    assertEquals(await connection.isThere(), false);
    await assertRejects(
      () => service.resume(ID, watchOf().watch),
      PanelError,
      "The local service has stopped.",
    );
  }));

Deno.test("ServiceConnection.isThere() takes no other server for the service", () =>
  withService(
    { "GET /health": () => Response.json({ name: "another" }) },
    async (_, __, connection) =>
      assertEquals(await connection.isThere(), false),
  ));
