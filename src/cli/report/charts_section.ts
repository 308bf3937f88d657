import { Html, html } from "./html.ts";

/** How far a run was after a step. */
export interface CurvePoint {
  /** Seconds since its beginning. */
  seconds: number;
  /** The step of the main loop; starts anew with each part of a picture that is solved in tiles. */
  step: number;
  /** The data term: 1 - SSIM at first, then the mean squared error. */
  dataTerm: number;
  /** The PSNR against the true picture, where it was measured. */
  psnr?: number;
}

/**
 * How the data term, and the PSNR if it is known, went in the course of a run.
 *
 * @param curve The points, in order.
 * @param bicubicPsnr The PSNR of the bicubic enlargement, to compare with.
 * @returns The section; nothing if there are no points.
 */
export function chartsSection(
  curve: readonly CurvePoint[],
  bicubicPsnr: number | undefined,
): Html | undefined {
  if (curve.length === 0) return undefined;
  const quality = curve.filter(({ psnr }) => psnr !== undefined);
  return html`
    <section class="wide" aria-labelledby="charts">
      <h2 id="charts">How it got there</h2>
      <div class="columns">
        <div>
          <h3>Data term</h3>
          ${chart("data-term", dataTermSummary(curve))}
          <p class="note">How far the result, blurred and sampled down, is from
          the input; less is better. At first the measure is 1 − SSIM, later (from
          about step 400 on, sooner for a noisy picture) the mean squared error:
          where it changes the line jumps, and what lies before and after is not
          to be compared.</p>
        </div>
        ${quality.length > 0
          ? html`
            <div>
              <h3>PSNR in dB</h3>
              ${chart("psnr", psnrSummary(quality))}
              <p class="note">How close the result is to the truth; more is
              better.</p>
            </div>
          `
          : undefined}
      </div>
      ${data({ curve, bicubicPsnr })}
    </section>
  `;
}

function chart(id: string, summary: string): Html {
  return html`<div id="${id}" class="chart" role="img" aria-label="${summary}"></div>`;
}

function dataTermSummary(curve: readonly CurvePoint[]): string {
  const [first, last] = [curve[0], curve[curve.length - 1]];
  return `Chart of the data term: ${first.dataTerm.toPrecision(2)} at first, ${
    last.dataTerm.toPrecision(2)
  } at the end, after ${Math.round(last.seconds)} seconds`;
}

function psnrSummary(curve: readonly CurvePoint[]): string {
  const [first, last] = [curve[0], curve[curve.length - 1]];
  return `Chart of the PSNR: ${first.psnr!.toFixed(2)} dB at first, ${
    last.psnr!.toFixed(2)
  } dB at the end`;
}

/** Numbers for the script of the charts; a `<` would end them early. */
function data(values: unknown): Html {
  const json = JSON.stringify(values).replaceAll("<", "\\u003c");
  return html`<script type="application/json" id="curve">${new Html(
    json,
  )}</script>`;
}
