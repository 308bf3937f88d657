/**
 * USRNet on the CPU engine beside the same network in PyTorch:
 *
 *     deno run -A bench/usrnet.ts [--side 1024] [--weights usrnet_tiny.pth]
 *
 * Seconds of a whole restoration and the process's peak memory at scale
 * factors 2, 3 and 4, and how far the two pictures are apart. The peer is
 * `peer_usrnet.py`, run by `/usr/bin/python3`, measured in turn with ours.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { openEngine } from "../src/engine/mod.ts";
import { normalised } from "../src/mlmc/kernel.ts";
import type { Degradation } from "../src/usrnet/data_step.ts";
import { usrnet } from "../src/usrnet/usrnet.ts";
import { readUsrnetWeights } from "../src/usrnet/weights.ts";

const PYTHON = "/usr/bin/python3";
const PEER = new URL("./peer_usrnet.py", import.meta.url).pathname;
const SHARED = new URL(
  "../../shared/data/weights/usrnet_tiny.pth",
  import.meta.url,
).pathname;
const KERNEL = 11;
const SIGMA = 2.55 / 255;
const REPEAT = 2;

const args = parseArgs(Deno.args, {
  string: ["side", "weights"],
  default: { side: "1024", weights: SHARED },
});
const weights = readUsrnetWeights(Deno.readFileSync(args.weights));
const engine = await openEngine("cpu");
console.log(`${engine.description}\n`);
console.log("scale  output        ours     PyTorch  ratio  apart");
for (const scale of [2, 3, 4]) await compare(scale);
console.log(`\npeak of this process: ${peakMiB().toFixed(0)} MiB`);
await engine.close();

async function compare(scale: number): Promise<void> {
  const side = Math.floor(Number(args.side) / scale) * scale;
  const peer = runPeer(side, scale);
  let best = Infinity;
  let image = new Float32Array();
  for (let i = 0; i < REPEAT; i++) {
    const started = performance.now();
    for await (const step of usrnet(degradation(side, scale), SIGMA, weights)) {
      image = step.image as Float32Array<ArrayBuffer>;
    }
    best = Math.min(best, (performance.now() - started) / 1000);
  }
  const apart = peer?.image.reduce(
    (most, value, i) => Math.max(most, Math.abs(value - image[i])),
    0,
  );
  console.log(
    [
      `×${scale}   `,
      `${side}²`.padEnd(8),
      `${best.toFixed(2)} s`.padStart(9),
      (peer ? `${peer.seconds.toFixed(2)} s` : "–").padStart(9),
      (peer ? (best / peer.seconds).toFixed(2) : "–").padStart(6),
      apart?.toExponential(1) ?? "–",
      peer ? `(PyTorch's peak ${peer.peakMiB.toFixed(0)} MiB)` : "",
    ].join("  "),
  );
}

/** Stripes of three frequencies, and a Gaussian: the same numbers as the peer's. */
function degradation(side: number, scale: number): Degradation {
  const size = side / scale;
  const data = Float32Array.from({ length: size * size * 3 }, (_, i) => {
    const [pixel, c] = [Math.floor(i / 3), i % 3];
    const [row, column] = [Math.floor(pixel / size), pixel % size];
    const phase = row * (0.11 + 0.07 * c) + column * (0.23 - 0.05 * c);
    return 0.5 + 0.4 * Math.sin(phase);
  });
  const middle = KERNEL >> 1;
  const gaussian = Array.from({ length: KERNEL ** 2 }, (_, i) => {
    const [y, x] = [Math.floor(i / KERNEL) - middle, i % KERNEL - middle];
    return Math.exp(-(y * y / 3 + x * x / 5));
  });
  const kernel = normalised(KERNEL, gaussian);
  return { width: size, height: size, data, kernel, scale, phase: 0 };
}

function runPeer(
  side: number,
  scale: number,
): { seconds: number; peakMiB: number; image: Float32Array } | undefined {
  const out = Deno.makeTempFileSync();
  try {
    const { success, stdout } = new Deno.Command(PYTHON, {
      args: [
        PEER,
        ...["--weights", args.weights, "--side", `${side}`],
        ...["--scale", `${scale}`, "--repeat", `${REPEAT}`, "--out", out],
      ],
      stderr: "inherit",
    }).outputSync();
    if (!success) return undefined;
    const { seconds, peakMiB } = JSON.parse(new TextDecoder().decode(stdout));
    const image = new Float32Array(Deno.readFileSync(out).buffer);
    return { seconds, peakMiB, image };
  } catch {
    return undefined;
  } finally {
    Deno.removeSync(out);
  }
}

/** Linux tells it; elsewhere what is in use now must do. */
function peakMiB(): number {
  try {
    const status = Deno.readTextFileSync("/proc/self/status");
    return Number(/VmHWM:\s+(\d+)/.exec(status)![1]) / 1024;
  } catch {
    return Deno.memoryUsage().rss / 2 ** 20;
  }
}
