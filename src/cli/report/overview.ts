import type { Raster } from "../../image/raster.ts";
import type { Box } from "../../image/crop.ts";
import { type Html, html } from "./html.ts";
import { pictureUri } from "./picture_uri.ts";

/** The longer side of the small picture, at most. */
const SIDE = 480;

/**
 * A small picture of the whole, in which a part is marked.
 *
 * @param picture The whole.
 * @param box The part.
 * @returns A drawing.
 */
export async function overview(picture: Raster, box: Box): Promise<Html> {
  const { width, height } = picture;
  const uri = await pictureUri(shrunk(picture, SIDE));
  const size = `0 0 ${width} ${height}`;
  return html`
    <svg class="overview" viewBox="${size}" role="img"
      aria-label="The whole picture, with the part marked">
      <image href="${uri}" width="${width}" height="${height}"
        preserveAspectRatio="none" />
      <rect class="mark" x="${box.left}" y="${box.top}" width="${box.width}"
        height="${box.height}" />
    </svg>
  `;
}

/** Each pixel is the mean of a square of them, or of what the edges leave of it. */
function shrunk(picture: Raster, side: number): Raster {
  const factor = Math.ceil(Math.max(picture.width, picture.height) / side);
  const width = Math.ceil(picture.width / factor);
  const height = Math.ceil(picture.height / factor);
  const sums = new Float32Array(width * height * 3);
  const counts = new Uint32Array(width * height);
  for (let i = 0; i < picture.width * picture.height; i++) {
    const x = Math.floor((i % picture.width) / factor);
    const y = Math.floor(Math.floor(i / picture.width) / factor);
    const to = y * width + x;
    counts[to]++;
    for (let c = 0; c < 3; c++) sums[3 * to + c] += picture.data[3 * i + c];
  }
  const data = sums.map((sum, i) => sum / counts[Math.floor(i / 3)]);
  return { ...picture, width, height, data };
}
