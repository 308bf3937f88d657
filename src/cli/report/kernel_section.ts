import { kernelPicture } from "../../image/kernel_picture.ts";
import { type Kernel, kernelMoments } from "../../mlmc/kernel.ts";
import { type Html, html } from "./html.ts";
import { kernelWidth } from "./kernel_width.ts";
import { pictureUri } from "./picture_uri.ts";

/** A kernel whose axes differ by less is round: its angle says nothing. */
const ROUND = 1.05;

/**
 * The blur of the picture, as a picture and in figures.
 *
 * @param kernel The kernel.
 * @returns The section.
 */
export async function kernelSection(kernel: Kernel): Promise<Html> {
  const picture = kernelPicture(kernel);
  const { mean, major, minor } = kernelWidth(kernel);
  const pixels = (width: number) => `${width.toFixed(1)} pixels`;
  return html`
    <section aria-labelledby="kernel">
      <h2 id="kernel">The blur</h2>
      <img class="kernel" width="${picture.width}" height="${picture.height}"
        alt="The blur kernel, ${kernel.size} × ${kernel
          .size} pixels, brighter where its weight is larger"
        src="${await pictureUri(picture)}">
      <dl>
        <div>
          <dt>Width at half its height</dt>
          <dd>${pixels(mean)}</dd>
        </div>
        <div>
          <dt>Along its longest axis</dt>
          <dd>${pixels(major)}</dd>
        </div>
        <div>
          <dt>Along its shortest axis</dt>
          <dd>${pixels(minor)}</dd>
        </div>
        <div>
          <dt>Angle of its longest axis</dt>
          <dd>${angle(kernel)}</dd>
        </div>
      </dl>
      <p class="note">In pixels of the result. The widths are those of the
      Gaussian that spreads as the kernel does; the angle is from the
      horizontal, counter-clockwise.</p>
    </section>
  `;
}

function angle(kernel: Kernel): string {
  const { major, minor, angle } = kernelMoments(kernel);
  return major < ROUND * minor ? "none, it is round" : `${angle.toFixed(0)}°`;
}
