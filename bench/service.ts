/**
 * The local service under load:
 *
 *     deno run -A bench/service.ts [--clients 200] [--seconds 60]
 *
 * Clients submit small pictures, ask, listen, delete, send nonsense and vanish.
 * The work is a fake that takes some milliseconds, so that the service itself
 * is measured. Prints what was done, and the memory before, meanwhile and
 * after.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { lively, load } from "../test/service/load.ts";
import { SocketService } from "../test/service/socket.ts";

const { clients, seconds } = parseArgs(Deno.args, {
  string: ["clients", "seconds"],
  default: { clients: "200", seconds: "60" },
});

await using service = new SocketService(lively);
console.log(`before            ${memory()}`);
let peak = 0;
const timer = setInterval(() => {
  peak = Math.max(peak, Deno.memoryUsage().rss);
}, 100);
const parts = 4;
const sums: Record<string, number> = {};
for (let part = 1; part <= parts; part++) {
  const tally = await load(service, Number(clients), Number(seconds) / parts);
  for (const [name, count] of Object.entries(tally)) {
    sums[name] = name === "slowest"
      ? Math.max(sums[name] ?? 0, count)
      : (sums[name] ?? 0) + count;
  }
  console.log(`after ${part} of ${parts}      ${memory()}`);
}
clearInterval(timer);
console.log(`peak              ${mebibytes(peak)} MiB resident`);
const { requests, accepted, done, deleted, left, slowest } = sums;
console.log(`requests a second ${(requests / Number(seconds)).toFixed(0)}`);
console.log(
  `jobs              ${accepted} accepted = ${done} done + ${deleted} deleted + ${left} left by their clients`,
);
console.log(
  `refused           ${sums.full} for want of a place, ${sums.bad} bad`,
);
console.log(`broken off        ${sums.brokenOff}`);
console.log(`slowest /health   ${slowest.toFixed(0)} ms`);
if (accepted !== done + deleted + left) throw new Error("a job was lost");

function memory(): string {
  const { rss, heapUsed } = Deno.memoryUsage();
  return `${mebibytes(rss)} MiB resident, ${
    mebibytes(heapUsed)
  } MiB of objects`;
}

function mebibytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(0).padStart(4);
}
