import { assert, assertEquals } from "@std/assert";
import type { Engine } from "../../src/engine/mod.ts";
import { webGpuTest } from "../engine.ts";
import type { Held } from "./thousand_steps.ts";

const PROGRAM = new URL("./thousand_steps.ts", import.meta.url).pathname;
/** Bytes that the process may grow by in a step: the runtime and the driver still do, by up to 9 KiB. */
const GROWTH = 2 ** 14;

async function heldOver(engine: Engine["name"]): Promise<Held[]> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--v8-flags=--expose-gc", PROGRAM, engine],
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

async function checkSteady(engine: Engine["name"]): Promise<void> {
  const held = await heldOver(engine);
  assertEquals(held.length, 66);
  const [early, late] = [held.slice(20, 33), held.slice(53)];
  assertEquals(late.at(-1)!.tensors, early[0].tensors);
  assertEquals(late.at(-1)!.engine, early.at(-1)!.engine);
  const least = (some: Held[]) => Math.min(...some.map((h) => h.process));
  const growth = (least(late) - least(early)) / 500;
  assert(growth < GROWTH, `the process grows by ${growth} bytes a step`);
}

const NAME = "solveFrom() holds no more after 1,000 steps than after 500";
Deno.test(`${NAME} (cpu)`, () => checkSteady("cpu"));
webGpuTest(NAME, () => checkSteady("webgpu"));
