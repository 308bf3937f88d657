import type { EngineName } from "../../engine/mod.ts";
import type { JobResult, Work } from "../../service/work.ts";
import { Failure } from "../errors.ts";
import type { FromWorker, ToWorker } from "./upscale_messages.ts";

/**
 * Upscales pictures, each in a worker of its own: a step keeps a thread busy
 * for seconds, and all memory is given back with the worker.
 *
 * @param device What to compute on.
 * @returns What does a job.
 */
export function upscaleInWorker(device: EngineName): Work {
  return async ({ png, options }, { signal, onProgress, onPreview }) => {
    const { promise, resolve, reject } = Promise.withResolvers<JobResult>();
    const url = new URL("./upscale_worker.ts", import.meta.url);
    const worker = new Worker(url, { type: "module" });
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      if (data.type === "progress") onProgress(data.state);
      else if (data.type === "preview") onPreview(data.png);
      else if (data.type === "result") resolve(data.result);
      else reject(new Failure(data.message));
    };
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Failure(`the work stopped: ${event.message}`));
    };
    const tell = (message: ToWorker) => worker.postMessage(message);
    const stop = () => tell({ type: "stop" });
    signal.addEventListener("abort", stop);
    try {
      tell({ type: "upscale", png, options, device });
      return await promise;
    } finally {
      signal.removeEventListener("abort", stop);
      worker.terminate();
    }
  };
}
