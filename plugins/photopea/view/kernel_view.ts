/// <reference lib="dom" />
import { kernelWidth } from "../../../src/cli/report/kernel_width.ts";
import { kernelPicture } from "../../../src/image/kernel_picture.ts";
import type { Outcome } from "../compute/compute.ts";
import { imageDataOf } from "../image_data.ts";
import { element } from "./element.ts";

const canvas = element("kernel", HTMLCanvasElement);
const caption = element("kernel-text", HTMLElement);

/**
 * Draws the blur that was found.
 *
 * @param found The blur.
 */
export function showKernel({ size, rows }: Outcome["kernel"]): void {
  const kernel = { size, data: Float32Array.from(rows.flat()) };
  const picture = kernelPicture(kernel);
  canvas.width = picture.width;
  canvas.height = picture.height;
  canvas.getContext("2d")!.putImageData(imageDataOf(picture), 0, 0);
  const { mean } = kernelWidth(kernel);
  const text = `The blur that was found, in pixels of the result: ${
    mean.toFixed(1)
  } wide at half its height, in a window of ${size}\u00a0×\u00a0${size}.`;
  caption.textContent = text;
  canvas.ariaLabel = text;
}
