import { encodeImage } from "../../src/image/file/encode.ts";
import { makeApp } from "../../src/service/app.ts";
import type { Job } from "../../src/service/job.ts";
import type { JobState } from "../../src/service/job_state.ts";
import { Jobs } from "../../src/service/jobs.ts";
import { LIMITS } from "../../src/service/limits.ts";
import type { Settings } from "../../src/service/settings.ts";
import type {
  JobRequest,
  JobResult,
  Watch,
  Work,
} from "../../src/service/work.ts";
import { smoothPicture } from "../pictures.ts";

/** A picture of 8×6 pixels. */
export const PNG: Uint8Array<ArrayBuffer> = Uint8Array.from(
  await encodeImage(smoothPicture(8, 6), "png"),
);

/** What the fake work gives. */
export const RESULT: JobResult = {
  png: PNG,
  kernel: { size: 1, rows: [[1]] },
  doubts: ["it is a fake"],
};

/** What a client wants. */
export const REQUEST: JobRequest = {
  png: PNG,
  options: { scale: 2 },
  width: 16,
  height: 12,
};

/** Work that a test ends. */
export class FakeWork {
  /** What was begun. */
  readonly begun: {
    request: JobRequest;
    watch: Watch;
    end: (result?: JobResult) => void;
    fail: (error: unknown) => void;
  }[] = [];

  /** Begins a job; it ends as the test says, or when it is stopped. */
  readonly work: Work = (request, watch) => {
    const { promise, resolve, reject } = Promise.withResolvers<JobResult>();
    watch.signal.addEventListener("abort", () => reject(watch.signal.reason));
    const end = (result = RESULT) => resolve(result);
    this.begun.push({ request, watch, end, fail: reject });
    return promise;
  };
}

/** Work that is done at once. */
export const quick: Work = () => Promise.resolve(RESULT);

/** A token, and where the service is said to be. */
export const TOKEN = "a-token-of-a-test";
export const ADDRESS = { hostname: "127.0.0.1", port: 8896 };
export const URL_BASE = "http://127.0.0.1:8896";
export const BEARER = { Authorization: `Bearer ${TOKEN}` };

/** What a service consists of. */
export function settingsOf(
  jobs: Jobs,
  changes: Partial<Settings> = {},
): Settings {
  return {
    jobs,
    token: TOKEN,
    capabilities: {
      engine: { name: "cpu", description: "a fake" },
      scales: [2, 3, 4, 8],
      presets: ["fast", "paper"],
      restorers: ["dip", "usrnet"],
      kernelPriors: ["gaussian"],
      hasWeights: false,
      limits: LIMITS,
    },
    panel: new Map([
      ["index.html", new TextEncoder().encode("<!doctype html>")],
      ["icon.svg", new TextEncoder().encode("<svg/>")],
    ]),
    origins: ["https://example.com"],
    ...changes,
  };
}

/** A service without a socket. */
export class FakeService {
  readonly work = new FakeWork();
  readonly jobs: Jobs;
  readonly app: ReturnType<typeof makeApp>;

  constructor(changes: Partial<Settings> = {}, work: Work = this.work.work) {
    this.jobs = new Jobs(work);
    this.app = makeApp(settingsOf(this.jobs, changes), ADDRESS);
  }

  /** Asks for a path, with the token and the right host unless told otherwise. */
  async ask(
    path: string,
    init: RequestInit & { headers?: Record<string, string> } = {},
  ): Promise<Response> {
    const headers = { Host: "127.0.0.1:8896", ...BEARER, ...init.headers };
    return await this.app.request(URL_BASE + path, { ...init, headers });
  }

  /** Submits a picture. */
  async submit(
    query = "scale=2",
    body: BodyInit = PNG,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    return await this.ask(`/api/jobs?${query}`, {
      method: "POST",
      body,
      headers: { "Content-Type": "image/png", ...headers },
    });
  }

  /** Submits a picture that is taken, and gives the job's state. */
  async submitted(query?: string): Promise<JobState> {
    const response = await this.submit(query);
    if (response.status !== 201) throw new Error(await response.text());
    return await response.json();
  }
}

/** The state of a job. */
export function status(jobs: Jobs, job: Job): string {
  return jobs.stateOf(job).state;
}

/** Lets what is ready be done. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/** Waits until something holds. */
export async function until(
  condition: () => boolean | Promise<boolean>,
): Promise<void> {
  const end = performance.now() + 30_000;
  while (!await condition()) {
    if (performance.now() > end) throw new Error(`never: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
