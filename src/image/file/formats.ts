/** The kinds of picture files that can be written. */
export type ImageFormat = "png" | "jpeg" | "webp" | "tiff";

/** How the names of each kind end, the usual way first. */
const EXTENSIONS: Record<ImageFormat, readonly string[]> = {
  png: ["png"],
  jpeg: ["jpg", "jpeg"],
  webp: ["webp"],
  tiff: ["tif", "tiff"],
};

/** The most pixels a side: what the format can say, or its usual library write. */
const LONGEST_SIDE: Record<ImageFormat, number> = {
  png: 2 ** 31 - 1,
  jpeg: 65_500,
  webp: 16_383,
  tiff: 2 ** 31 - 1,
};

/** The ends of the names of picture files that can be read, without the point. */
export const READABLE_EXTENSIONS: readonly string[] = [
  ...Object.values(EXTENSIONS).flat(),
  "avif",
  "gif",
];

/**
 * The kind of picture file that a name stands for.
 *
 * @param path The file's name or path.
 * @returns The format; undefined if the name ends like none that can be written.
 */
export function formatOf(path: string): ImageFormat | undefined {
  const extension = /\.([^./\\]+)$/.exec(path)?.[1].toLowerCase() ?? "";
  const formats = Object.keys(EXTENSIONS) as ImageFormat[];
  return formats.find((format) => EXTENSIONS[format].includes(extension));
}

/**
 * How the names of a kind of picture file end.
 *
 * @param format The format.
 * @returns The extension, without the point.
 */
export function extensionOf(format: ImageFormat): string {
  return EXTENSIONS[format][0];
}

/**
 * Says whether a picture is too large for a format.
 *
 * @param format The format.
 * @param width Columns.
 * @param height Rows.
 * @returns The end of a sentence, such as "is 20000×10 pixels, and WebP holds
 * at most 16383 a side"; undefined if it fits.
 */
export function sizeProblem(
  format: ImageFormat,
  width: number,
  height: number,
): string | undefined {
  const most = LONGEST_SIDE[format];
  if (Math.max(width, height) <= most) return undefined;
  const name = format === "webp" ? "WebP" : format.toUpperCase();
  return `is ${width}×${height} pixels, and ${name} holds at most ${most} a side`;
}
