import { type Html, html } from "../report/html.ts";
import type { Mean } from "./record.ts";
import { cells, COLUMNS } from "./table.ts";

/**
 * The mean figures of each method, by scale factor.
 *
 * @param means The means.
 * @returns The section.
 */
export function meansSection(means: readonly Mean[]): Html {
  const scales = [...Map.groupBy(means, ({ scale }) => scale)];
  const headings = COLUMNS.map((name) => html`<th scope="col">${name}</th>`);
  return html`
    <section class="wide" aria-labelledby="means">
      <h2 id="means">Means</h2>
      <table class="figures means">
        <thead><tr><td></td>${headings}</tr></thead>
        ${scales.map(([scale, group]) => scaleRows(scale, group))}
      </table>
      <p class="note">PSNR and SSIM are those of the brightness, without as many
      pixels at each edge as the scale factor. More is better.</p>
    </section>
  `;
}

function scaleRows(scale: number, means: readonly Mean[]): Html {
  const most = Math.max(...means.map(({ pictures }) => pictures));
  const rows = means.map((mean) => {
    const share = mean.pictures < most
      ? ` (${mean.pictures} of ${most} pictures)`
      : "";
    const figures = cells(mean).map((cell) => html`<td>${cell}</td>`);
    return html`
      <tr><th scope="row">${mean.method}${share}</th>${figures}</tr>
    `;
  });
  return html`
    <tbody>
      <tr><th scope="rowgroup" colspan="${1 +
        COLUMNS.length}">×${scale}</th></tr>
      ${rows}
    </tbody>
  `;
}
