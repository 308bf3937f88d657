import type {
  BridgeMessage,
  RequestResult,
  UpscaleRequest,
} from "../../plugins/gimp-bridge/messages.ts";
import type {
  Service,
  Watch,
  Work,
} from "../../plugins/gimp-bridge/service.ts";
import { hello } from "../../src/cli/bridge/hello.ts";
import type { Progress } from "../../src/upscale.ts";

/** What the fake work gives. */
export const RESULT: RequestResult = {
  output: "/o.png",
  width: 20,
  height: 16,
  seconds: 1,
  device: "cpu",
  noise: 0,
  tiles: 1,
  kernelWidth: { mean: 2, major: 3, minor: 1 },
  doubts: [],
};

/** A request that makes sense. */
export const ASK = {
  type: "upscale",
  input: "/i.png",
  output: "/o.png",
  options: { scale: 2 },
};

/** Work that a test ends. */
export class FakeWork {
  /** What was begun. */
  readonly begun: {
    request: UpscaleRequest;
    watch: Watch;
    end: (result?: RequestResult) => void;
    fail: (error: unknown) => void;
  }[] = [];

  /** Begins a request; it ends as the test says, or when it is stopped. */
  readonly work: Work = (request, watch) => {
    const { promise, resolve, reject } = Promise.withResolvers<RequestResult>();
    watch.signal.addEventListener("abort", () => reject(watch.signal.reason));
    const end = (result = RESULT) => resolve(result);
    this.begun.push({ request, watch, end, fail: reject });
    return promise;
  };
}

/** Work that is done at once. */
export const quick: Work = () => Promise.resolve(RESULT);

/** A step of the work. */
export function step(changes: Partial<Progress>): Progress {
  return { stage: "solve", step: 1, steps: 10, ...changes } as Progress;
}

/** A service that a test ends. */
export async function serviceOf(work: Work): Promise<{
  service: Service;
  end: () => void;
}> {
  const controller = new AbortController();
  const { signal } = controller;
  return {
    service: { hello: await hello("cpu"), work, log: () => {}, signal },
    end: () => controller.abort(),
  };
}

/** A message as it comes over a wire. */
export function bytes(message: unknown): Uint8Array<ArrayBuffer> {
  const text = typeof message === "string" ? message : JSON.stringify(message);
  return new TextEncoder().encode(text);
}

/** What messages are, in short. */
export function gist(messages: BridgeMessage[]): string[] {
  return messages.map(({ type, id }) =>
    id === undefined ? type : `${type} ${id}`
  );
}

/** Lets what is ready be done. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
