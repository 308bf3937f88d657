import type { Kernel } from "../mlmc/kernel.ts";
import { drawText, GLYPH_HEIGHT, textWidth } from "./bitmap_font.ts";
import type { Raster } from "./raster.ts";

type Colour = readonly [number, number, number];

/** Side of the plot in pixels, at most. */
const PLOT = 420;
/** Distance of the labelled pixels. */
const TICK_EVERY = 5;
const TICK_LENGTH = 6;
const GAP = 6;
const MARGIN = 20;
const BAR_WIDTH = 22;
const BAR_LABELS = 5;
const INK: Colour = [0.2, 0.2, 0.2];
/** Dark to bright, even steps in lightness (viridis, every eighth of the way). */
const RAMP: readonly Colour[] = [
  [0.267, 0.005, 0.329],
  [0.279, 0.175, 0.483],
  [0.230, 0.322, 0.546],
  [0.173, 0.449, 0.558],
  [0.128, 0.567, 0.551],
  [0.158, 0.684, 0.502],
  [0.369, 0.789, 0.383],
  [0.678, 0.864, 0.190],
  [0.993, 0.906, 0.144],
];

/**
 * Draws a kernel to look at: enlarged, pixel numbers on both axes, and a bar
 * that says which colour is which weight.
 *
 * @param kernel The kernel.
 * @returns A picture about 640 pixels wide.
 */
export function kernelPicture(kernel: Kernel): Raster {
  const peak = Math.max(...kernel.data);
  const cell = Math.max(1, Math.floor(PLOT / kernel.size));
  const side = cell * kernel.size;
  const left = MARGIN + textWidth("00") + GAP + TICK_LENGTH;
  const top = MARGIN;
  const bar = left + side + 2 * MARGIN;
  const labels = barLabels(peak);
  const picture = blank(
    bar + BAR_WIDTH + TICK_LENGTH + GAP +
      Math.max(...labels.map(textWidth)) + MARGIN,
    top + side + TICK_LENGTH + GAP + GLYPH_HEIGHT + MARGIN,
  );
  drawCells(picture, kernel, { left, top, cell, peak });
  drawAxes(picture, kernel.size, { left, top, cell });
  drawBar(picture, labels, { left: bar, top, side });
  return picture;
}

/**
 * The rows of a kernel, as they are written to a JSON file.
 *
 * @param kernel The kernel.
 * @returns `size` lists of `size` weights.
 */
export function kernelRows({ size, data }: Kernel): number[][] {
  return Array.from(
    { length: size },
    (_, row) => [...data.subarray(row * size, (row + 1) * size)],
  );
}

function blank(width: number, height: number): Raster {
  return {
    width,
    height,
    data: new Float32Array(width * height * 3).fill(1),
  };
}

function fillBox(
  picture: Raster,
  [x, y, width, height]: [number, number, number, number],
  colour: Colour,
): void {
  for (let row = y; row < y + height; row++) {
    for (let column = x; column < x + width; column++) {
      picture.data.set(colour, 3 * (row * picture.width + column));
    }
  }
}

function rampColour(fraction: number): Colour {
  const place = Math.min(Math.max(fraction, 0), 1) * (RAMP.length - 1);
  const i = Math.min(Math.floor(place), RAMP.length - 2);
  const mix = (c: number) =>
    RAMP[i][c] + (place - i) * (RAMP[i + 1][c] - RAMP[i][c]);
  return [mix(0), mix(1), mix(2)];
}

function drawCells(
  picture: Raster,
  { size, data }: Kernel,
  at: { left: number; top: number; cell: number; peak: number },
): void {
  const { left, top, cell, peak } = at;
  data.forEach((weight, i) => {
    const x = left + (i % size) * cell;
    const y = top + Math.floor(i / size) * cell;
    fillBox(picture, [x, y, cell, cell], rampColour(weight / peak));
  });
}

function drawAxes(
  picture: Raster,
  size: number,
  { left, top, cell }: { left: number; top: number; cell: number },
): void {
  const bottom = top + size * cell;
  for (let i = 0; i < size; i += TICK_EVERY) {
    const middle = i * cell + (cell >> 1);
    const label = `${i}`;
    const width = textWidth(label);
    fillBox(picture, [left + middle, bottom, 2, TICK_LENGTH], INK);
    drawText(
      picture,
      label,
      left + middle - (width >> 1),
      bottom + TICK_LENGTH + GAP,
      INK,
    );
    fillBox(picture, [left - TICK_LENGTH, top + middle, TICK_LENGTH, 2], INK);
    drawText(
      picture,
      label,
      left - TICK_LENGTH - GAP - width,
      top + middle - (GLYPH_HEIGHT >> 1),
      INK,
    );
  }
}

/** Weights along the bar, from the peak down to 0. */
function barLabels(peak: number): string[] {
  const digits = Math.max(2, 2 - Math.floor(Math.log10(peak)));
  return Array.from(
    { length: BAR_LABELS },
    (_, i) => (peak * (1 - i / (BAR_LABELS - 1))).toFixed(digits),
  );
}

function drawBar(
  picture: Raster,
  labels: readonly string[],
  { left, top, side }: { left: number; top: number; side: number },
): void {
  for (let y = 0; y < side; y++) {
    const colour = rampColour(1 - y / (side - 1));
    fillBox(picture, [left, top + y, BAR_WIDTH, 1], colour);
  }
  labels.forEach((label, i) => {
    const y = top + Math.round((side - 2) * i / (labels.length - 1));
    const right = left + BAR_WIDTH;
    fillBox(picture, [right, y, TICK_LENGTH, 2], INK);
    const textTop = y + 1 - (GLYPH_HEIGHT >> 1);
    drawText(picture, label, right + TICK_LENGTH + GAP, textTop, INK);
  });
}
