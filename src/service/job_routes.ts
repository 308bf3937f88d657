import { type Context, Hono } from "hono";
import { checkPicture } from "./check_picture.ts";
import { streamStates } from "./events.ts";
import type { Job } from "./job.ts";
import { readBody } from "./read_body.ts";
import { readOptions } from "./read_options.ts";
import { refusal } from "./refusal.ts";
import type { Settings } from "./settings.ts";
import type { JobResult } from "./work.ts";

/** Milliseconds to wait for a body. */
const PATIENCE = 30_000;
/** Seconds after which a client may try again to get a place in the queue. */
const RETRY_AFTER = "5";

/**
 * Serves jobs.
 *
 * @param settings What the service consists of.
 * @returns The routes, for below `/api/jobs`.
 */
export function jobRoutes(settings: Settings): Hono {
  const { jobs } = settings;
  const jobOf = (c: Context): Job => {
    const job = jobs.get(c.req.param("id") ?? "");
    if (job) return job;
    throw refusal(404, "there is no such job, or no longer");
  };
  const resultOf = (c: Context): JobResult => {
    const job = jobOf(c);
    if (job.result) return job.result;
    throw refusal(409, `the job is ${jobs.stateOf(job).state}, not done`);
  };
  return new Hono()
    .post("/", (c) => submit(c, settings))
    .get("/:id", (c) => c.json(jobs.stateOf(jobOf(c))))
    .delete("/:id", (c) => {
      jobs.remove(jobOf(c));
      return c.body(null, 204);
    })
    .get(
      "/:id/events",
      (c) => streamStates(c, jobOf(c), (job) => jobs.stateOf(job)),
    )
    .get("/:id/preview", (c) => {
      const { preview } = jobOf(c);
      if (!preview) throw refusal(404, "there is no picture so far");
      return png(preview);
    })
    .get("/:id/result", (c) => png(resultOf(c).png))
    .get("/:id/kernel", (c) => c.json(resultOf(c).kernel));
}

async function submit(c: Context, settings: Settings): Promise<Response> {
  const { jobs, capabilities, patience = PATIENCE } = settings;
  const { limits } = capabilities;
  const [type] = (c.req.header("content-type") ?? "").split(";");
  if (type.trim().toLowerCase() !== "image/png") {
    throw refusal(415, "the body must be a PNG file, of type image/png");
  }
  const options = readOptions(new URL(c.req.url).searchParams);
  if (options.restorer === "usrnet" && !capabilities.hasWeights) {
    throw refusal(
      400,
      "the weights of USRNet are not here; get them with mlmc weights, and start the service again",
    );
  }
  if (jobs.isClosed) {
    throw refusal(503, "the service is stopping; start it again");
  }
  // A body is read only when there is a place for it, so that few are in memory.
  using place = jobs.reserve();
  if (!place) {
    c.header("Retry-After", RETRY_AFTER);
    throw refusal(429, "too many jobs wait; try again in a while");
  }
  const bytes = await readBody(c.req.raw, limits.bytes, patience);
  const { width, height } = await checkPicture(bytes, options.scale, limits);
  const job = place.submit({
    png: bytes,
    options,
    width: width * options.scale,
    height: height * options.scale,
  });
  c.header("Location", `/api/jobs/${job.id}`);
  return c.json(jobs.stateOf(job), 201);
}

function png(bytes: Uint8Array): Response {
  return new Response(bytes as Uint8Array<ArrayBuffer>, {
    headers: { "Content-Type": "image/png" },
  });
}
