import { assertEquals, assertThrows } from "@std/assert";
import { State, type StateName } from "../../plugins/photopea/state.ts";

Deno.test("State goes through a run, an insertion and back, and tells of it", () => {
  const told: StateName[] = [];
  const state = new State((name) => told.push(name));
  const way = [
    "reading",
    "running",
    "ready",
    "inserting",
    "ready",
    "reading",
    "idle",
    "running",
    "idle",
  ] as const;
  for (const name of way) state.become(name);
  assertEquals(told, [...way]);
});

Deno.test("State refuses to do two things at a time", () => {
  const state = new State(() => {});
  assertEquals(state.canBecome("inserting"), false);
  state.become("reading");
  for (const name of ["reading", "inserting", "ready"] as const) {
    assertThrows(() => state.become(name), Error, "the panel is reading");
  }
  assertEquals(state.name, "reading");
});
