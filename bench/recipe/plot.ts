/**
 * Draws what `recipe.ts` printed: time against PSNR, the reference included.
 *
 *     deno run -A bench/recipe/recipe.ts > results.jsonl
 *     deno run -A bench/recipe/plot.ts results.jsonl docs/pictures/recipe.svg
 *
 * @module
 */
import { type PresetName, PRESETS } from "../../src/mlmc/presets.ts";
import type { Reference } from "./cases.ts";
import type { Outcome } from "./outcome.ts";

const [WIDTH, HEIGHT, MARGIN] = [560, 320, 48];
/** What the reference takes for a picture of this size, from 50 of its steps: two cores, PyTorch 1.13. */
const REFERENCE_SECONDS = 298;
const NAMES: readonly PresetName[] = ["fast", "balanced", "best"];
const [LEAST_SECONDS, MOST_SECONDS] = [10, 1000];
const [LEAST_PSNR, MOST_PSNR] = [31, 35.5];
const [OURS, THEIRS] = ["#0b6e8a", "#888"];

const [input, output] = Deno.args;
const runs: Outcome[] = Deno.readTextFileSync(input).split("\n")
  .filter((line) => line.startsWith("{")).map((line) => JSON.parse(line))
  .filter((run) => run.reference && !run.isTuned && run.seed === 0);
const mean = (values: number[]) =>
  values.reduce((a, b) => a + b, 0) / values.length;

const steps = (preset: PresetName) =>
  PRESETS[preset].iterations * PRESETS[preset].runs;
const runsOf = (preset: PresetName) =>
  runs.filter((run) => run.preset === preset);
// A step takes as long in each of them, and `fast` alone can be timed on an idle machine in little time.
const secondsOfStep = mean(runsOf("fast").map(({ seconds }) => seconds)) /
  steps("fast");
const points = NAMES.map((preset) => ({
  name: preset as string,
  seconds: secondsOfStep * steps(preset),
  psnr: mean(runsOf(preset).map((run) => run.psnr)),
}));
const curve = curveOf(runsOf("fast").map(({ reference }) => reference!));
points.push({ name: "reference", ...curve.at(-1)! });
Deno.writeTextFileSync(output, plot());

/** The reference's PSNR over time, in the mean over the pictures. */
function curveOf(references: Reference[]) {
  const [{ curve }] = references;
  return curve.map(([step], i) => ({
    seconds: REFERENCE_SECONDS * step / curve.at(-1)![0],
    psnr: mean(references.map(({ curve }) => curve[i][1])),
  }));
}

function line(points: { seconds: number; psnr: number }[], colour: string) {
  const path = points.filter(({ psnr }) => psnr > LEAST_PSNR)
    .map(({ seconds, psnr }) => `${x(seconds)},${y(psnr)}`).join(" ");
  return `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>`;
}

function plot(): string {
  const ticks = [10, 30, 100, 300].map((seconds) =>
    label(x(seconds), HEIGHT - MARGIN + 18, `${seconds} s`, "middle")
  );
  const rows = [31, 32, 33, 34, 35].map((psnr) =>
    `<path d="M${MARGIN} ${y(psnr)}H${WIDTH - 12}" stroke="#8884"/>` +
    label(MARGIN - 8, y(psnr) + 4, `${psnr} dB`, "end")
  );
  const marks = points.map(({ name, seconds, psnr }, i) => {
    const colour = name === "reference" ? THEIRS : OURS;
    // Neighbours' labels lie above and below their points.
    const offset = i % 2 === 0 ? -12 : 22;
    return `<circle cx="${x(seconds)}" cy="${
      y(psnr)
    }" r="5" fill="${colour}"/>` +
      label(
        x(seconds),
        y(psnr) + offset,
        `${name}, ${psnr.toFixed(2)} dB`,
        "middle",
      );
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="12" fill="#888">
${rows.join("\n")}
${ticks.join("\n")}
${line(points.slice(0, -1), OURS)}
${line(curve, THEIRS)}
${marks.join("\n")}
</svg>
`;
}

function x(seconds: number): number {
  const share = Math.log(seconds / LEAST_SECONDS) /
    Math.log(MOST_SECONDS / LEAST_SECONDS);
  return Math.round(MARGIN + share * (WIDTH - MARGIN - 24));
}

function y(psnr: number): number {
  const share = (psnr - LEAST_PSNR) / (MOST_PSNR - LEAST_PSNR);
  return Math.round(HEIGHT - MARGIN - share * (HEIGHT - MARGIN - 24));
}

function label(x: number, y: number, text: string, anchor: string): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}">${text}</text>`;
}
