import type { Outcome } from "./outcome.ts";

/**
 * The means of each preset over the pictures that the reference was run on,
 * those that the recipe was tuned on apart from the others.
 *
 * @param outcomes All runs.
 * @returns Lines of a table.
 */
export function meansOf(outcomes: readonly Outcome[]): string[] {
  const lines: string[] = [];
  for (const preset of new Set(outcomes.map(({ preset }) => preset))) {
    for (const isTuned of [true, false]) {
      const runs = outcomes.filter((run) =>
        run.preset === preset && run.isTuned === isTuned && run.reference
      );
      if (runs.length > 0) lines.push(lineOf(preset, isTuned, runs));
    }
  }
  return lines;
}

function lineOf(
  preset: string,
  isTuned: boolean,
  runs: readonly Outcome[],
): string {
  const mean = (value: (run: Outcome) => number) =>
    runs.reduce((sum, run) => sum + value(run), 0) / runs.length;
  const gains = runs.map(({ psnr, reference }) => psnr - reference!.psnr);
  return [
    preset.padEnd(8),
    isTuned ? "tuned on" : "reported",
    `${mean((run) => run.psnr).toFixed(2)} dB`,
    `(reference ${mean((run) => run.reference!.psnr).toFixed(2)},`,
    `worst ${Math.min(...gains).toFixed(2)})`,
    `SSIM ${mean((run) => run.ssim).toFixed(4)}`,
    `(${mean((run) => run.reference!.ssim).toFixed(4)})`,
    `kernel ${mean((run) => run.kernelPsnr).toFixed(2)} dB`,
    `(${mean((run) => run.reference!.kernelPsnr).toFixed(2)})`,
    `${mean((run) => run.seconds).toFixed(0)} s`,
    `1/${mean((run) => run.share).toFixed(0)} of the arithmetic`,
  ].join(" ");
}
