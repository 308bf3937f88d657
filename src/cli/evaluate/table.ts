import { duration } from "../duration.ts";
import type { Figures } from "./record.ts";

/** Names of the figures' columns. */
export const COLUMNS = ["PSNR", "SSIM", "kernel PSNR", "time"];

/**
 * Figures as a table's cells.
 *
 * @param figures The figures.
 * @returns A text for each of {@linkcode COLUMNS}; empty where there is none.
 */
export function cells({ psnr, ssim, kernelPsnr, seconds }: Figures): string[] {
  return [
    decibels(psnr),
    ssim?.toFixed(4) ?? "",
    kernelPsnr === undefined ? "" : decibels(kernelPsnr),
    seconds < 10 ? `${seconds.toFixed(1)} s` : duration(seconds),
  ];
}

/**
 * A PSNR as a text.
 *
 * @param value Decibels.
 * @returns Such as "30.12 dB"; "equal" if it is infinite.
 */
export function decibels(value: number): string {
  return Number.isFinite(value) ? `${value.toFixed(2)} dB` : "equal";
}

/**
 * Lays out rows of text for a terminal.
 *
 * @param rows The rows, all as long as the first.
 * @param left How many columns begin at the left; the others end at the right.
 * @returns The lines.
 */
export function layOut(rows: readonly string[][], left: number): string {
  const widths = rows[0].map((_, i) =>
    Math.max(...rows.map((row) => row[i].length))
  );
  return rows.map((row) =>
    row.map((cell, i) =>
      i < left ? cell.padEnd(widths[i]) : cell.padStart(widths[i])
    ).join("  ").trimEnd()
  ).join("\n");
}
