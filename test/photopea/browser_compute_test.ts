import { assertEquals, assertRejects } from "@std/assert";
import { BrowserCompute } from "../../plugins/photopea/compute/browser.ts";
import type { Outcome, Watch } from "../../plugins/photopea/compute/compute.ts";
import type {
  Order,
  Report,
} from "../../plugins/photopea/compute/worker_messages.ts";
import { PanelError } from "../../plugins/photopea/panel_error.ts";

const OUTCOME: Outcome = {
  png: Uint8Array.of(1),
  kernel: { size: 1, rows: [[1]] },
  doubts: [],
};
const PNG = Uint8Array.of(2);

/** Workers that answer as a test wants. */
function workers(
  answer: (order: Order, report: (report: Report) => void) => void,
) {
  const made: FakeWorker[] = [];
  class FakeWorker extends EventTarget {
    isTerminated = false;
    postMessage(order: Order): void {
      const report = (data: Report) =>
        this.dispatchEvent(new MessageEvent("message", { data }));
      queueMicrotask(() => answer(order, report));
    }
    terminate(): void {
      this.isTerminated = true;
    }
  }
  const compute = new BrowserCompute(() => {
    made.push(new FakeWorker());
    return made[made.length - 1] as unknown as Worker;
  });
  return { compute, made };
}

function watchOf(signal = new AbortController().signal) {
  const told: string[] = [];
  const watch: Watch = {
    signal,
    onStart: () => told.push("start"),
    onProgress: ({ fraction }) => told.push(`${fraction}`),
    onPreview: () => told.push("preview"),
  };
  return { watch, told };
}

function browserTest(name: string, fn: () => Promise<void>): void {
  // A worker is kept for a minute after its last order.
  Deno.test({ name, fn, sanitizeOps: false, sanitizeResources: false });
}

browserTest(
  "BrowserCompute.run() tells of steps and previews, and keeps its worker",
  async () => {
    const { compute, made } = workers((order, report) => {
      if (order.type !== "run") return;
      const { id } = order;
      const standing = {
        stage: "solve",
        step: 1,
        steps: 2,
        fraction: 0.5,
      } as const;
      report({ type: "progress", id: "another", standing });
      report({ type: "progress", id, standing });
      report({ type: "preview", id, picture: {} as ImageBitmap });
      report({ type: "done", id, outcome: OUTCOME });
    });
    const { watch, told } = watchOf();
    assertEquals(await compute.run(PNG, { scale: 2 }, watch), OUTCOME);
    assertEquals(told, ["0.5", "preview"]);
    await compute.run(PNG, { scale: 2 }, watch);
    assertEquals(made.map(({ isTerminated }) => isTerminated), [false]);
  },
);

browserTest("BrowserCompute.run() throws what the worker says", async () => {
  const { compute } = workers((order, report) => {
    if (order.type !== "run") return;
    report({ type: "failed", id: order.id, message: "too large" });
  });
  await assertRejects(
    () => compute.run(PNG, { scale: 2 }, watchOf().watch),
    PanelError,
    "too large",
  );
});

browserTest(
  "BrowserCompute.run() ends the worker when it is stopped, and goes on with another",
  async () => {
    const { compute, made } = workers((order, report) => {
      if (order.type !== "run" || made.length === 1) return;
      report({ type: "done", id: order.id, outcome: OUTCOME });
    });
    const controller = new AbortController();
    const { watch } = watchOf(controller.signal);
    const running = compute.run(PNG, { scale: 2 }, watch);
    controller.abort(new Error("stopped"));
    await assertRejects(() => running, Error, "stopped");
    assertEquals(made[0].isTerminated, true);
    await compute.run(PNG, { scale: 2 }, watchOf().watch);
    assertEquals(made.length, 2);
  },
);

browserTest(
  "BrowserCompute.run() says so if the worker cannot be loaded",
  async () => {
    const { compute, made } = workers(() =>
      made[0].dispatchEvent(new Event("error"))
    );
    await assertRejects(
      () => compute.run(PNG, { scale: 2 }, watchOf().watch),
      PanelError,
      "worker",
    );
  },
);

browserTest("BrowserCompute.probe() tells what the worker finds", async () => {
  const gpu = { name: "A card", isSoftware: false };
  const { compute } = workers((_, report) => report({ type: "gpu", gpu }));
  assertEquals(await compute.probe(), gpu);
});
