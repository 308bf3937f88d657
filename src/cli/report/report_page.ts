import uplotLicence from "uplot/LICENSE" with { type: "text" };
import uplot from "uplot/dist/uPlot.iife.min.js" with { type: "text" };
import uplotStyle from "uplot/dist/uPlot.min.css" with { type: "text" };
import { spreadColours } from "../../image/alpha.ts";
import { flattened, type Raster } from "../../image/raster.ts";
import { enlargeBicubic } from "../../image/resize.ts";
import type { Kernel } from "../../mlmc/kernel.ts";
import { measure } from "../quality.ts";
import { chartsSection, type CurvePoint } from "./charts_section.ts";
import chartsScript from "./client/charts.js" with { type: "text" };
import compareScript from "./client/compare.js" with { type: "text" };
import style from "./client/page.css" with { type: "text" };
import { comparisonSection, type Pictures } from "./comparison_section.ts";
import { doubtsSection } from "./doubts_section.ts";
import { html } from "./html.ts";
import { kernelSection } from "./kernel_section.ts";
import { page } from "./page.ts";
import { qualitySection } from "./quality_section.ts";
import { settingsSection } from "./settings_section.ts";

/** What a report tells. */
export interface ReportData {
  /** What it is about. */
  title: string;
  /** The low-resolution picture. */
  input: Raster;
  /** The upscaled picture. */
  result: Raster;
  /** The true large picture, if it is known. */
  reference?: Raster;
  /** The blur kernel. */
  kernel: Kernel;
  /** How far the main loop was after some of its steps, in order. */
  curve: CurvePoint[];
  /** What the result was made with. */
  settings: [name: string, value: string][];
  /** Why a plain enlargement may be better, each a sentence without a full stop. */
  doubts: string[];
}

/**
 * Shows what came of an upscaling as one HTML page, which loads nothing else.
 *
 * @param data What it tells.
 * @returns The page.
 */
export async function reportPage(data: ReportData): Promise<string> {
  const { title, input, result, kernel, curve, settings, doubts } = data;
  const scale = result.width / input.width;
  const pictures = picturesOf(data, scale);
  const { truth } = pictures;
  const quality = truth && {
    bicubic: measure(pictures.bicubic, truth, scale),
    result: measure(pictures.result, truth, scale),
  };
  const charts = chartsSection(curve, quality?.bicubic.psnr);
  const body = html`
    <header>
      <h1>${title}</h1>
      <p>${size(input)} pixels, upscaled to ${size(result)}</p>
    </header>
    <main>
      ${doubtsSection(doubts)}
      ${await comparisonSection(pictures)}
      ${await kernelSection(kernel)}
      <div class="column">
        ${quality && qualitySection(quality.bicubic, quality.result, scale)}
        ${settingsSection(settings)}
      </div>
      ${charts}
    </main>
  `;
  return await page({
    title,
    body,
    style: uplotStyle + style,
    scripts: [compareScript, ...(charts ? [uplot, chartsScript] : [])],
    comment: `The charts are drawn by uPlot. ${uplotLicence}`,
  });
}

/** The pictures on white, as the page shows them. */
function picturesOf(
  { input, result, reference }: ReportData,
  scale: number,
): Pictures {
  const colours = { ...input, data: spreadColours(input) };
  const bicubic = {
    ...enlargeBicubic(colours, scale),
    alpha: result.alpha,
    file: result.file,
  };
  return {
    input: onWhite(input),
    result: onWhite(result),
    bicubic: onWhite(bicubic),
    truth: reference && onWhite(reference),
  };
}

function onWhite(picture: Raster): Raster {
  return { ...flattened(picture), file: picture.file };
}

function size({ width, height }: Raster): string {
  return `${width}\u00a0×\u00a0${height}`;
}
