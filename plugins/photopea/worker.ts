/// <reference lib="webworker" />
/**
 * Upscales on WebGPU, off the page's main thread.
 *
 * @module
 */
import {
  adapterName,
  isSoftware,
  requestAdapter,
} from "../../src/engine/device/adapter.ts";
import type { Gpu, Order, Report } from "./compute/worker_messages.ts";
import { work } from "./compute/work.ts";
import { lineOf } from "./panel_error.ts";

self.onmessage = async ({ data }: MessageEvent<Order>) => {
  if (data.type === "probe") return tell({ type: "gpu", gpu: await probe() });
  const { id } = data;
  try {
    const outcome = await work(data, tell);
    tell({ type: "done", id, outcome }, [outcome.png.buffer]);
  } catch (error) {
    tell({ type: "failed", id, message: lineOf(error) });
  }
};

async function probe(): Promise<Gpu | undefined> {
  const adapter = await requestAdapter().catch(() => undefined);
  if (!adapter) return undefined;
  const { info } = adapter;
  return { name: adapterName(info), isSoftware: isSoftware(info) };
}

function tell(report: Report, transfer: Transferable[] = []): void {
  self.postMessage(report, transfer);
}
