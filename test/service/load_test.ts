import { assert, assertEquals, assertLess } from "@std/assert";
import type { JobResult, Work } from "../../src/service/work.ts";
import { until } from "./fake.ts";
import { lively, load } from "./load.ts";
import { SocketService } from "./socket.ts";

const CLIENTS = 200;
const SECONDS = 8;
const MEBIBYTE = 2 ** 20;

Deno.test("Two hundred clients lose no job, and leave nothing behind", async () => {
  const ends = { begun: 0, over: 0, atOnce: 0, mostAtOnce: 0 };
  const counted: Work = async (request, watch): Promise<JobResult> => {
    ends.begun++;
    ends.mostAtOnce = Math.max(ends.mostAtOnce, ++ends.atOnce);
    try {
      return await lively(request, watch);
    } finally {
      ends.over++;
      ends.atOnce--;
    }
  };
  await using service = new SocketService(counted);
  // The first of everything takes room that stays.
  await load(service, CLIENTS, 2);
  const before = Deno.memoryUsage().rss;
  const tally = await load(service, CLIENTS, SECONDS);
  const said = JSON.stringify(tally);
  const { accepted, done, deleted, left, full, bad, brokenOff } = tally;
  assertEquals(accepted, done + deleted + left, said);
  for (const count of [done, deleted, left, full, bad, brokenOff]) {
    assert(count > 10, said);
  }
  await until(() => ends.atOnce === 0);
  assertEquals([ends.mostAtOnce, ends.over], [1, ends.begun]);
  // All places are free again.
  const places = [];
  await until(() => {
    const place = service.jobs.reserve();
    if (place) places.push(place);
    return places.length === 9;
  });
  assertLess(Deno.memoryUsage().rss - before, 150 * MEBIBYTE, said);
});
