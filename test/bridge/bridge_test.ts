/** The engine of the bridge: messages in, messages out. */
import { assert, assertEquals } from "@std/assert";
import { Bridge } from "../../plugins/gimp-bridge/bridge.ts";
import type {
  BridgeMessage,
  ErrorMessage,
  ProgressMessage,
} from "../../plugins/gimp-bridge/messages.ts";
import { Failure, UsageError } from "../../src/cli/errors.ts";
import {
  ASK,
  bytes,
  FakeWork,
  gist,
  quick,
  RESULT,
  step,
  turn,
} from "./fake.ts";

/** A bridge whose work the test ends. */
function setUp() {
  const fake = new FakeWork();
  const said: BridgeMessage[] = [];
  const bridge = new Bridge(fake.work, (message) => said.push(message));
  const tell = async (...messages: unknown[]) => {
    for (const message of messages) bridge.receive(bytes(message));
    await turn();
    return gist(said.splice(0));
  };
  return { ...fake, said, bridge, tell };
}

const ask = (id: string) => ({ ...ASK, id });
const cancel = (id: string) => ({ type: "cancel", id });

Deno.test("Bridge does requests one after another, in their order", async () => {
  const { begun, tell, bridge, said } = setUp();
  bridge.receive(bytes(ask("a")));
  bridge.receive(bytes(ask("b")));
  bridge.receive(bytes(ask("c")));
  await turn();
  const accepted = (id: string, waiting: number) => ({
    type: "accepted",
    id,
    waiting,
  });
  const all: unknown[] = [accepted("a", 0), accepted("b", 1), accepted("c", 2)];
  assertEquals(said.splice(0), all);
  for (const [i, id] of ["a", "b", "c"].entries()) {
    assertEquals(begun.map(({ request }) => request.id).at(-1), id);
    begun[i].end();
    assertEquals(await tell(), [`result ${id}`]);
  }
  assertEquals(await tell(ask("a")), ["accepted a"]);
  assertEquals(begun.length, 4);
  await bridge.close();
});

Deno.test("Bridge cancels what waits at once, and what runs when its step is done", async () => {
  const { begun, tell } = setUp();
  await tell(ask("a"), ask("b"), ask("c"));
  assertEquals(await tell(cancel("b")), ["cancelled b"]);
  // The name is free again.
  assertEquals(await tell(ask("b")), ["accepted b"]);
  assertEquals(await tell(cancel("a")), ["cancelled a"]);
  assertEquals(begun.map(({ request }) => request.id), ["a", "c"]);
  assertEquals(await tell(cancel("a"), cancel("x")), []);
  begun[1].end();
  assertEquals(await tell(), ["result c"]);
  begun[2].end();
  assertEquals(await tell(), ["result b"]);
});

Deno.test("Bridge says that what was written was written, though it was cancelled", async () => {
  const said: BridgeMessage[] = [];
  const done = Promise.withResolvers<typeof RESULT>();
  const bridge = new Bridge(
    () => done.promise,
    (message) => said.push(message),
  );
  bridge.receive(bytes(ask("a")));
  await turn();
  bridge.cancel("a");
  done.resolve(RESULT);
  await bridge.close();
  assertEquals(gist(said), ["accepted a", "result a"]);
});

Deno.test("Bridge.close() cancels all", async () => {
  const { tell, said, bridge } = setUp();
  await tell(ask("a"), ask("b"), ask("c"));
  await bridge.close();
  assertEquals(gist(said).sort(), [
    "cancelled a",
    "cancelled b",
    "cancelled c",
  ]);
});

Deno.test("Bridge tells of failures in a line, and goes on", async () => {
  const { begun, bridge, said } = setUp();
  for (
    const [error, message, kind] of [
      [new Failure("cannot read /a\nb: no"), "cannot read /a b: no", "failure"],
      [new UsageError("it would overwrite"), "it would overwrite", "request"],
      [new Error("first\n  second"), "first", "failure"],
      ["word", "word", "failure"],
    ]
  ) {
    bridge.receive(bytes(ask("a")));
    await turn();
    begun.at(-1)!.fail(error);
    await turn();
    assertEquals(said.splice(0).at(-1) as unknown, {
      type: "error",
      id: "a",
      message,
      kind,
    });
  }
});

Deno.test("Bridge refuses an id that is in use without ending its request", async () => {
  const { begun, tell } = setUp();
  assertEquals(await tell(ask("a"), ask("a"), { ...ask("a"), options: 1 }), [
    "accepted a",
    "error",
    "error",
  ]);
  begun[0].end();
  assertEquals(await tell(), ["result a"]);
});

Deno.test("Bridge tells of progress four times a second, and of none that falls", async () => {
  const { now } = performance;
  let time = 1000;
  performance.now = () => time;
  try {
    const { begun, tell, said } = setUp();
    await tell(ask("a"));
    const { onProgress } = begun[0].watch;
    for (let i = 0; i < 1000; i++) {
      // A time left that is not known at first, and jumps later.
      const secondsLeft = i < 50 ? undefined : 10 - i / 100 + i % 300 / 30;
      await onProgress(step({ step: i, steps: 1000, secondsLeft }));
      time += 10;
    }
    const told = said.splice(0) as ProgressMessage[];
    assertEquals(told.length, 40);
    assertEquals(told[0], {
      type: "progress",
      id: "a",
      stage: "solve",
      step: 0,
      steps: 1000,
      part: undefined,
      fraction: 0,
      secondsLeft: undefined,
    });
    const fractions = told.map(({ fraction }) => fraction);
    assertEquals(fractions, fractions.toSorted((a, b) => a - b));
    assert(fractions.at(-1)! > 0.5 && fractions.at(-1)! <= 1);
    begun[0].end();
    await tell();
  } finally {
    performance.now = now;
  }
});

Deno.test("Bridge tells of previews", async () => {
  const { begun, tell } = setUp();
  await tell(ask("a"));
  begun[0].watch.onPreview("/p.png");
  assertEquals(await tell(), ["preview a"]);
  begun[0].end();
  await tell();
});

/** Fields that make no sense, and what is said of them. */
const WRONG: [Record<string, unknown>, string][] = [
  [{ type: "stop" }, 'type must be "upscale" or "cancel"'],
  [{ id: 1 }, "id must be a string"],
  [{ type: "cancel", id: null }, "id must be a string"],
  [{ input: "in.png" }, "input must be an absolute path"],
  [{ input: "/a\0b" }, "input must be an absolute path"],
  [{ input: undefined }, "a message must have either input or pixels"],
  [{ pixels: {} }, "a message must have either input or pixels"],
  [{ output: 5 }, "output must be an absolute path"],
  [{ output: undefined }, "output must be the path of the PNG to write"],
  [{ preview: "" }, "preview must be an absolute path"],
  [{ options: undefined }, "options must be an object with a scale"],
  [{ options: "4" }, "options must be an object with a scale"],
  [{ options: [] }, "options.scale must be one of 2, 3, 4, 8, not undefined"],
];

/** Options that make no sense. */
const WRONG_OPTIONS = [
  { scale: "2" },
  { scale: 5 },
  { scale: { toString: 1 } },
  { preset: "quick" },
  { preset: null },
  { restorer: "gan" },
  { kernelPrior: 0 },
  { iterations: 0 },
  { iterations: 1.5 },
  { seed: -1 },
  { seed: "1" },
  { noise: 51 },
  { noise: "5" },
  { noise: [] },
  { tile: 63 },
  { device: "tpu" },
  { weights: "usrnet.pth" },
];

Deno.test("Bridge says what is wrong with a message", async () => {
  const said: BridgeMessage[] = [];
  const bridge = new Bridge(quick, (message) => said.push(message));
  const refused = (message: unknown) => {
    bridge.receive(bytes(message));
    assertEquals(said.length, 1, JSON.stringify(message));
    const { type, kind, ...rest } = said.pop() as ErrorMessage;
    assertEquals([type, kind], ["error", "request"]);
    return rest;
  };
  for (const [fields, message] of WRONG) {
    const all: Record<string, unknown> = { ...ask("a"), ...fields };
    const id = all.type === "upscale" && all.id === "a" ? "a" : undefined;
    assertEquals(refused(all), { id, message });
  }
  for (const options of WRONG_OPTIONS) {
    const all = { ...ask("a"), options: { scale: 2, ...options } };
    const { id, message } = refused(all);
    assertEquals(id, "a");
    assert(!message.includes("\n"));
  }
  await bridge.close();
  assertEquals(said, []);
});

Deno.test("Bridge takes all options, and leaves out fields that it does not know", async () => {
  const { begun, bridge, tell } = setUp();
  const options = {
    scale: 4,
    preset: "paper",
    restorer: "usrnet",
    kernelPrior: "motion",
    iterations: 3,
    seed: 7,
    noise: 2.5,
    tile: 100,
    device: "cpu",
    weights: "/w.pth",
  };
  await tell({ ...ask("ü"), more: 1, options: { ...options, signal: 1 } });
  assertEquals(begun[0].request as unknown, {
    id: "ü",
    input: "/i.png",
    output: "/o.png",
    preview: undefined,
    options,
  });
  await bridge.close();
});
