import type { Quality } from "../quality.ts";
import { type Html, html } from "./html.ts";

/**
 * How close the result and the bicubic enlargement are to the truth.
 *
 * @param bicubic The figures of the bicubic enlargement.
 * @param result The figures of the result.
 * @param scale The scale factor.
 * @returns The section.
 */
export function qualitySection(
  bicubic: Quality,
  result: Quality,
  scale: number,
): Html {
  return html`
    <section aria-labelledby="quality">
      <h2 id="quality">How close it comes to the truth</h2>
      <table class="figures">
        <thead>
          <tr>
            <td></td>
            <th scope="col">PSNR</th>
            <th scope="col">SSIM</th>
          </tr>
        </thead>
        <tbody>
          ${row("Bicubic", bicubic)}
          ${row("MLMC", result)}
        </tbody>
      </table>
      <p class="note">More is better. Of the whole picture's brightness, without
      ${scale} pixels at each edge.</p>
    </section>
  `;
}

function row(name: string, { psnr, ssim }: Quality): Html {
  const similarity = ssim === undefined ? "–" : ssim.toFixed(4);
  const decibels = psnr === Infinity ? "equal" : `${psnr.toFixed(2)} dB`;
  return html`
    <tr>
      <th scope="row">${name}</th>
      <td>${decibels}</td>
      <td>${similarity}</td>
    </tr>
  `;
}
