import { type Box, crop } from "../../image/crop.ts";
import type { Raster } from "../../image/raster.ts";
import { mostDetailed } from "./detail.ts";
import { type Html, html } from "./html.ts";
import { overview } from "./overview.ts";
import { pictureUri } from "./picture_uri.ts";

/** The longer side of what is shown of a picture, at most: more would make the page too large. */
const MOST_SHOWN = 2048;
/** How many times a pixel may be enlarged. */
const ZOOMS = [1, 2, 4];

/** Pictures of one place, all opaque. */
export interface Pictures {
  /** The low-resolution picture. */
  input: Raster;
  /** What came of it. */
  result: Raster;
  /** Its bicubic enlargement. */
  bicubic: Raster;
  /** The true large picture. */
  truth?: Raster;
}

/**
 * The result over what it is compared with, and a divider between them. Of a
 * large picture it has the part with most detail.
 *
 * @param pictures The pictures.
 * @returns The section.
 */
export async function comparisonSection(pictures: Pictures): Promise<Html> {
  const { input, result, truth } = pictures;
  const scale = result.width / input.width;
  const side = Math.floor(MOST_SHOWN / scale);
  const part = scaled(mostDetailed(input, side), scale);
  return html`
    <section class="wide" aria-labelledby="comparison">
      <h2 id="comparison">Before and after</h2>
      <div class="controls">
        ${truth && choice("Compared with", "other", [
          ["bicubic", "Bicubic"],
          ["truth", "The truth"],
        ])}
        ${choice("Zoom", "zoom", [
          ["fit", "Fit"],
          ...ZOOMS.map((zoom) => [`${zoom}`, `${zoom}×`] as const),
        ])}
      </div>
      <figure>
        <div class="pictures"><div id="frame">
          <div id="view" tabindex="0" role="group"
            aria-label="Both pictures; scrolls where they do not fit">
            <div id="stage">${await stage(pictures, part)}</div>
          </div>
          <div id="handle" aria-hidden="true">
            <span id="before">Bicubic</span><span id="after">MLMC</span>
          </div>
        </div>
        <label>
          <input id="divider" type="range" min="0" max="100" step="any" value="50" autocomplete="off">
          Divider
        </label></div>
        <figcaption>${await caption(pictures, part)}</figcaption>
      </figure>
    </section>
  `;
}

/** The pictures one over the other; the script hides those that are not compared. */
async function stage(
  { result, bicubic, truth }: Pictures,
  part: Box,
): Promise<Html[]> {
  const image = async (id: string, alt: string, picture: Raster) =>
    html`
      <img id="${id}" alt="${alt}" width="${part.width}" height="${part.height}"
        draggable="false" src="${await pictureUri(picture)}">
    `;
  return [
    ...(truth ? [await image("truth", "The truth", crop(truth, part))] : []),
    await image("bicubic", "The bicubic enlargement", crop(bicubic, part)),
    await image("result", "The result of MLMC", crop(result, part)),
  ];
}

function scaled({ left, top, width, height }: Box, scale: number): Box {
  return {
    left: left * scale,
    top: top * scale,
    width: width * scale,
    height: height * scale,
  };
}

/** Buttons of which one is pressed, the first at the beginning. */
function choice(
  legend: string,
  name: string,
  values: readonly (readonly [value: string, label: string])[],
): Html {
  const buttons = values.map(([value, label], i) =>
    html`<label><input type="radio" name="${name}" value="${value}" autocomplete="off" ${
      i === 0 ? "checked" : ""
    }><span>${label}</span></label>`
  );
  return html`<fieldset><legend>${legend}</legend>${buttons}</fieldset>`;
}

async function caption(
  { input, result }: Pictures,
  part: Box,
): Promise<Html> {
  const whole = `${result.width} × ${result.height} pixels`;
  if (part.width === result.width && part.height === result.height) {
    return html`<p>The whole result, ${whole}.</p>`;
  }
  const scale = result.width / input.width;
  return html`
    <p>A part of the result, ${part.width} × ${part.height} of ${whole}: the one
    with most detail, marked here.</p>
    ${await overview(input, scaled(part, 1 / scale))}
  `;
}
