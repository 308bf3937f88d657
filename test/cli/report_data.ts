import type { Raster } from "../../src/image/raster.ts";
import { enlargeBicubic } from "../../src/image/resize.ts";
import type { ReportData } from "../../src/cli/report/report_page.ts";
import { gaussianKernel } from "../../src/mlmc/gaussian_kernel.ts";
import { smoothPicture } from "../pictures.ts";

/** A report of a little picture that was upscaled twice, with all that a report may have. */
export function reportData(): ReportData & { reference: Raster } {
  const input = smoothPicture(24, 20);
  const reference = smoothPicture(48, 40);
  const bicubic = enlargeBicubic(input, 2);
  const data = bicubic.data.map((value, i) => (value + reference.data[i]) / 2);
  return {
    title: "harbour.png",
    input,
    result: { ...bicubic, data },
    reference,
    kernel: gaussianKernel(
      { lambda1: 4, lambda2: 1, theta: -Math.PI / 6 },
      4,
      "aligned",
    ),
    curve: Array.from({ length: 100 }, (_, i) => ({
      seconds: i / 10,
      step: 5 * i + 1,
      dataTerm: (i < 81 ? 0.5 : 1e-3) * 0.97 ** i,
      psnr: 20 + i / 20,
    })),
    settings: [["preset", "fast"], ["seed", "0"]],
    doubts: ["the result explains the picture no better than bicubic does"],
  };
}
